//! After a session: its debrief, and the rooms with the way by which microbes came to a plate, from any standard viewpoint.

use super::screen::{Eyes, Screen, Sight};
use super::ui::{self, Pick, Say};
use crate::session::Session;
use drill::{Debrief, Growth};
use portray::path::{self, Way};
use portray::{Place, Told, Tone, Viewpoint};
use std::time::Instant;
use winit::keyboard::KeyCode;

/// The keys of the viewpoints, in their order.
pub const PLACES: [KeyCode; 9] = [
    KeyCode::Digit1,
    KeyCode::Digit2,
    KeyCode::Digit3,
    KeyCode::Digit4,
    KeyCode::Digit5,
    KeyCode::Digit6,
    KeyCode::Digit7,
    KeyCode::Digit8,
    KeyCode::Digit9,
];

pub struct After {
    debrief: Debrief,
    /// Where its tape is, or why there is none, in a sentence.
    kept: String,
    /// As it was at its end.
    session: Session,
    /// Plates to which there is a way, and which of them is shown.
    ways: Vec<usize>,
    way: Option<usize>,
    /// Standard viewpoints, and the one that is looked from.
    places: Vec<Place>,
    place: usize,
    /// Since when the dishes are in sight.
    seen: Option<Instant>,
}

impl After {
    pub fn new(debrief: Debrief, session: Session, kept: String, places: &[Place]) -> After {
        let places = places[..places.len().min(PLACES.len())].to_vec();
        let mut after = After { debrief, kept, session, ways: Vec::new(), way: None, places, place: 0, seen: None };
        after.find_ways();
        after
    }

    /// What would have grown, when more is known of it.
    pub fn grown(&mut self, growth: Growth) {
        self.debrief.growth = Some(growth);
        self.find_ways();
    }

    fn find_ways(&mut self) {
        self.ways = self.debrief.growth.as_ref().map(path::plates).unwrap_or_default();
    }

    /// A key: F6 goes on to the next way, and after the last back to the debrief; a digit to its viewpoint.
    pub fn key(&mut self, code: KeyCode) {
        if code == KeyCode::F6 {
            self.next_way();
        } else if let Some(i) = PLACES.iter().position(|key| *key == code).filter(|i| *i < self.places.len()) {
            self.place = i;
        }
    }

    pub fn next_way(&mut self) {
        self.way = path::next(self.way, self.ways.len());
    }

    /// Draws what is looked at. Was it shown, and what was pressed?
    pub fn draw(&mut self, screen: &mut Screen, say: Say, tone: Tone) -> (bool, Option<Pick>) {
        let After { debrief, kept, session, ways, way, places, place, seen } = self;
        let (next, mut pick) = ((!ways.is_empty()).then(|| path::key(*way, ways.len())), None);
        let plates = debrief.growth.as_ref().map_or(&[][..], |growth| &growth.plates);
        let plate = way.and_then(|way| plates.get(*ways.get(way)?));
        let Some(plate) = plate else {
            let shown = screen.draw(None, |ui| pick = ui::debrief(ui, say, debrief, kept, next, seen));
            return (shown, pick);
        };
        let told = Told { lang: say.lang, on_picture: true, tone: Some(tone), ..Told::default() };
        let eyes = Eyes::Place(places.get(*place).map_or(Viewpoint::Witness, Place::viewpoint));
        let room = Sight { twin: &session.twin, told: &told, eyes, way: Some(Way { plate, chain: 0 }) };
        let names: Vec<&str> = places.iter().map(|place| place.name.as_str()).collect();
        let shown = screen.draw(Some(room), |ui| pick = ui::ways(ui, say, &names, *place, next));
        (shown, pick)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::film;
    use crate::scenario::{self, Scenario};
    use drill::growth::{ChainReport, PlateReport};
    use drill::{Mode, Words};
    use tape::Ending;
    use twin::microbes::model::{Label, PlateKind};

    fn plate(control: &str, expected_cfu: f64, ways: usize) -> PlateReport {
        let chain = ChainReport {
            source: String::new(),
            called: Words::default(),
            of_source_cfu: expected_cfu,
            cfu: expected_cfu,
            steps: vec![],
            deviations: vec![],
        };
        PlateReport {
            control: control.into(),
            what: Words::default(),
            kind: PlateKind::Contact,
            at_s: 0.0,
            at: [0.0; 3],
            grade: "B".into(),
            limit_cfu: Some(5.0),
            expected_cfu,
            counted_cfu: 0,
            label: Label::Design,
            chains: vec![chain; ways],
            holds: None,
        }
    }

    #[test]
    fn f6_goes_from_the_debrief_through_all_ways_and_back() {
        let root = scenario::root().expect("the tests run inside the project");
        let session = Session::new(&Scenario::load(&root, "gowning").unwrap(), 1, Mode::Exam).unwrap();
        let standard = film::standard(&root).unwrap();
        let plates = vec![plate("plate.a", 0.1, 1), plate("plate.b", 3.0, 2), plate("plate.c", 9.0, 0)];
        let growth = Growth { note: Words::default(), plates, added: vec![], air: vec![], counters: vec![] };
        let debrief = session.debrief(Ending::Finished);
        let mut after = After::new(debrief, session, String::new(), standard.of("gowning"));
        after.key(KeyCode::F6);
        assert_eq!(after.way, None, "nothing has grown");
        after.grown(growth);
        assert_eq!(after.ways, [1, 0], "most first, and none to which no way is known");
        let shown = [(); 4].map(|()| {
            after.key(KeyCode::F6);
            after.way
        });
        assert_eq!(shown, [Some(0), Some(1), None, Some(0)]);
        after.key(KeyCode::Digit3);
        assert_eq!(after.places[after.place].name, standard.of("gowning")[2].name);
        after.key(KeyCode::Digit9);
        assert_eq!(after.place, 2, "gowning has eight");
    }
}
