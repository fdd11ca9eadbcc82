//! How a room looks and sounds now: from a twin and what is said about it to a [`Scene`] and to sound cues. It knows no GPU,
//! no window and no audio device, so that the headset, the desk, a film and a test all show the same.

mod acoustics;
pub mod air;
mod cost;
mod counters;
mod cues;
pub mod dishes;
mod fabric;
mod first_air;
mod furniture;
mod leaves;
mod legend;
mod limbs;
mod loads;
mod look;
pub mod marks;
mod menu;
mod panels;
pub mod path;
mod people;
mod resting;
mod shadows;
mod standard;
mod step;
mod tone;
mod touches;
pub mod viewpoints;
mod wet;
mod words;

pub use acoustics::Acoustics;
use air::Wand;
pub use cost::Cost;
pub use cues::Cues;
use drill::{Debrief, Drill, Lang};
use furniture::Furniture;
pub use legend::row as marked;
use marks::Marks;
pub use marks::{Marking, Sign};
pub use menu::{Menu, ROWS as MENU_ROWS};
use panels::Panels;
use path::Way;
use people::People;
use scene::{Eye, Model, Scene};
pub use standard::{Place, Standard};
pub use step::Step;
use tape::{Hand, Pose};
pub use tone::Tone;
use twin::room::Room;
use twin::twin::Twin;
pub use viewpoints::Viewpoint;
use viewpoints::{Follower, Walls};
pub use wet::Wet;
pub use words::{FILES as WORDS, Words, cfu, number};

/// What is said beside what is seen.
#[derive(Clone, Copy, Default)]
pub struct Told<'a> {
    pub lang: Lang,
    /// The person whose eyes see the picture: what would be inside his own head is not drawn. `None` from outside.
    pub through: Option<usize>,
    /// Its checklist is shown in guided mode.
    pub drill: Option<&'a Drill>,
    /// What is said now; empty when nothing is.
    pub caption: &'a str,
    /// The caption lies on the picture (window, film) and not in the room (headset).
    pub on_picture: bool,
    /// What is wet is shown, where somebody has listened to what became so.
    pub wet: Option<&'a Wet>,
    /// Of the first person's skin.
    pub tone: Option<Tone>,
    /// Surfaces are marked by colour, with a legend unless that lies on the picture too.
    pub marks: Option<Marking>,
    /// The first person sees himself: a copy of him stands before where he was when this was first asked for, and faces
    /// that place.
    pub figure: bool,
    /// How the air is shown, where its flow is known.
    pub air: Option<air::Shown>,
    /// The end: shown in front of the first person instead of the checklist.
    pub debrief: Option<&'a Debrief>,
    /// Its dishes are on this [day](dishes::day) of their incubation; none: they are read.
    pub day: Option<u32>,
}

/// Portrays one room. Made once, it rebuilds a [`Scene`] in place and allocates only where words change.
pub struct Portrayer {
    furniture: Furniture,
    people: People,
    marks: Marks,
    /// Where the first person's copy stands, from where he does himself.
    figure: Option<Pose>,
    panels: Panels,
    shapes: step::Shapes,
    links: path::Links,
    walls: Walls,
    wand: Wand,
}

impl Portrayer {
    /// `models` are what the renderer was given, in the order of its mesh ids.
    pub fn new(twin: &Twin, room: &Room, models: &[Model]) -> Portrayer {
        Portrayer {
            furniture: Furniture::new(twin, room, models),
            people: People::new(twin, models),
            marks: Marks::new(twin, room),
            figure: None,
            panels: Panels::new(twin, room),
            shapes: step::Shapes::new(models),
            links: path::Links::new(models),
            walls: Walls::new(room),
            wand: Wand::new(models),
        }
    }

    /// The eye of a viewpoint for the first person of the room; those beside him stay inside his walls.
    /// `aspect` is width over height.
    pub fn eye(&self, twin: &Twin, from: Viewpoint, aspect: f32) -> Eye {
        let head = twin.persons()[0].body.head_pose;
        let eye = from.eye(head, aspect);
        match from {
            Viewpoint::Shoulder => self.walls.hold(head.position, eye),
            Viewpoint::Witness => self.walls.witness(head, eye),
            Viewpoint::Trainee | Viewpoint::Fixed(..) => eye,
        }
    }

    /// The eye of a camera that follows the first person, `dt_s` seconds after its last picture.
    pub fn follow(&self, twin: &Twin, follower: &mut Follower, dt_s: f32, aspect: f32) -> Eye {
        follower.eye(&twin.persons()[0].body, &self.walls, dt_s, aspect)
    }

    /// Fills `scene` with the room as it is now.
    pub fn portray(&mut self, twin: &Twin, told: &Told, scene: &mut Scene) {
        self.begin(scene);
        self.furniture.portray(twin, scene);
        if let Some(marking) = told.marks {
            self.marks.update(twin, marking);
        }
        self.people.paint(told.marks.map(|_| self.marks.colours()), told.tone);
        self.people.portray(twin, told.through, scene);
        // Colours that say something stay as they are.
        if let Some(wet) = told.wet.filter(|_| told.marks.is_none()) {
            wet.portray(twin, scene);
        }
        self.figure = told.figure.then(|| self.figure.unwrap_or_else(|| people::facing(twin, &self.walls)));
        self.people.figure(twin, self.figure, scene);
        self.wand.portray(twin, told.air, scene);
        self.panels.portray(twin, told, &self.walls, scene);
        self.panels.legend(twin, told, &self.walls, &self.marks, scene);
        if told.marks.is_some() {
            self.marks.portray(twin, scene);
        } else {
            shadows::portray(twin, true, scene);
        }
    }

    /// Surfaces that bear each of [`Marking::signs`], as of the last picture with marks.
    pub fn marked(&self) -> [u32; marks::SIGNS] {
        self.marks.counts()
    }

    fn begin(&self, scene: &mut Scene) {
        scene.instances.clear();
        scene.only_in_mirrors.clear();
        scene.mirrors.clear();
        scene.hands.clear();
        scene.shadows.clear();
        scene.veils.clear();
        scene.films.clear();
        scene.air = None;
    }

    /// Fills `scene` with the rooms alone: what stands, lies and is written in them, and nobody.
    pub fn portray_rooms(&mut self, twin: &Twin, lang: Lang, scene: &mut Scene) {
        self.begin(scene);
        self.people.paint(None, None);
        self.furniture.portray_rooms(twin, scene);
        self.people.portray_unworn(twin, scene);
        self.panels.portray(twin, &Told { lang, ..Told::default() }, &self.walls, scene);
        shadows::portray(twin, false, scene);
    }

    /// Shows where a person would step to, in a scene that [`Portrayer::portray`] has filled.
    pub fn step(&self, step: &Step, scene: &mut Scene) {
        self.shapes.lay(step, scene);
    }

    /// Shows the first person's hands as they are now, though the room stands still, in a scene that
    /// [`Portrayer::portray`] has filled; those that the room knows are faded.
    pub fn idle_hands(&self, twin: &Twin, room_from_stage: Pose, hands: &[Hand; 2], scene: &mut Scene) {
        self.people.idle_hands(&twin.persons()[0], room_from_stage, hands, scene);
    }

    /// Shows a menu in a scene that [`Portrayer::portray`] has filled, or shows none.
    pub fn menu(&mut self, menu: Option<&Menu>, lang: Lang, scene: &mut Scene) {
        self.panels.menu(menu, lang, scene);
    }

    /// Shows by which way something came to a plate, in a scene that [`Portrayer::portray`] has filled, or shows none. Its
    /// numbers face `eye`.
    pub fn way(&mut self, twin: &Twin, way: Option<Way>, eye: &Eye, told: &Told, scene: &mut Scene) {
        let signs = self.panels.way(twin, way, eye, told, &self.walls, scene);
        self.links.join(signs, scene);
    }

    /// Shows the ways of first air where [`Told::air`] asks for them, in a scene that [`Portrayer::portray`] has filled, or
    /// shows none. Its signs face `eye`.
    pub fn first_air(&mut self, twin: &Twin, eye: &Eye, told: &Told, scene: &mut Scene) {
        self.panels.first_air(twin, told, eye, &self.links, scene);
    }

    /// Shows what pictures cost, in a scene that [`Portrayer::portray`] has filled, or shows nothing.
    pub fn cost(&mut self, twin: &Twin, cost: Option<&Cost>, lang: Lang, scene: &mut Scene) {
        self.panels.cost(twin, cost, lang, scene);
    }
}
