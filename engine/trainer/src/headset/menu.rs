//! What the menu of a person in a headset offers: pages of rows, and the words that each says now.

use portray::{Marking, Tone, air, path};
use tape::{LEFT, RIGHT};
use xr::comfort::Profile;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Row {
    /// Pauses, or goes on.
    Pause,
    /// "I made a mistake."
    Declare,
    /// "I have finished."
    Done,
    Leave,
    /// With one hand: puts this one down and takes the next.
    NextHand,
    Me,
    StepThere,
    TurnLeft,
    TurnRight,
    /// Sits down in the real world, or stands up.
    Seat,
    /// Sits down in the room, or stands up.
    Bench,
    More,
    Height,
    BetterHand,
    OneHand,
    /// Mutes, or lets be heard.
    Sound,
    Views,
    /// Marks surfaces by what touched them, then by their microbes, or shows the room as it is.
    Marks,
    /// Shows the person himself, or not.
    Figure,
    /// Shows the air as streaks, then as smoke from a wand, or not.
    Air,
    /// Gives his skin the next tone.
    Tone,
    /// After the debrief: shows by which way most came to the next plate, or to none.
    Way,
    Back,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Page {
    First,
    Me,
    More,
    Views,
}

impl Page {
    fn rows(self) -> &'static [Row] {
        use Row::*;
        match self {
            Page::First => &[Pause, Declare, Done, Way, Leave, NextHand, Me],
            Page::Me => &[StepThere, TurnLeft, TurnRight, Bench, Seat, More, Back],
            Page::More => &[Height, BetterHand, OneHand, Sound, Views, Back],
            Page::Views => &[Marks, Figure, Air, Tone, Back],
        }
    }
}

/// What the rows depend on.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct State {
    pub page: Page,
    pub paused: bool,
    /// A tutorial: nothing can be wrong in it, and it can be skipped.
    pub tutorial: bool,
    /// The debrief is shown.
    pub finished: bool,
    pub muted: bool,
    pub exam: bool,
    pub marks: Option<Marking>,
    pub figure: bool,
    pub air: Option<air::Shown>,
    pub tone: Tone,
    /// Of so many ways to plates, which is shown.
    pub ways: usize,
    pub way: Option<usize>,
    pub profile: Profile,
    /// Sits in the room.
    pub down: bool,
    /// Is the room larger than the floor?
    pub jumps: bool,
}

impl State {
    /// From the top.
    pub fn rows(&self) -> impl Iterator<Item = Row> + use<> {
        let state = *self;
        let page = if self.finished { Page::First } else { self.page };
        page.rows().iter().copied().filter(move |&row| state.offers(row))
    }

    fn offers(&self, row: Row) -> bool {
        let Profile { seated, one_hand, .. } = self.profile;
        match row {
            Row::Leave => true,
            Row::Way => self.finished && self.ways > 0,
            _ if self.finished => false,
            Row::Declare => !self.tutorial,
            Row::NextHand => one_hand.is_some(),
            Row::StepThere => self.jumps,
            Row::TurnLeft | Row::TurnRight => self.jumps || seated,
            Row::Bench => seated,
            // In an exam they would be a hint.
            Row::Marks | Row::Figure => !self.exam,
            // Nobody knows how the air of the tutorial moves.
            Row::Air => !self.exam && !self.tutorial,
            _ => true,
        }
    }

    /// The words' key of a row.
    pub fn key(&self, row: Row) -> &'static str {
        let Profile { seated, left_handed, one_hand } = self.profile;
        match row {
            Row::Pause if self.paused => "wrist-go-on",
            Row::Pause => "wrist-pause",
            Row::Declare => "wrist-declare",
            Row::Done if self.tutorial => "wrist-skip",
            Row::Done => "wrist-done",
            Row::Leave => "wrist-leave",
            Row::NextHand => "wrist-next-hand",
            Row::Me => "wrist-me",
            Row::StepThere => "me-step",
            Row::TurnLeft => "me-turn-left",
            Row::TurnRight => "me-turn-right",
            Row::Seat if seated => "me-stands",
            Row::Seat => "me-sits",
            Row::Bench if self.down => "me-off-bench",
            Row::Bench => "me-on-bench",
            Row::More => "me-more",
            Row::Height => "me-height",
            Row::BetterHand if left_handed => "me-better-left",
            Row::BetterHand => "me-better-right",
            Row::OneHand => match one_hand {
                None => "me-two-hands",
                Some(LEFT) => "me-only-left",
                Some(_) => "me-only-right",
            },
            Row::Sound if self.muted => "sound-off",
            Row::Sound => "sound-on",
            Row::Views => "views",
            Row::Marks => Marking::key(self.marks),
            Row::Figure if self.figure => "views-figure-on",
            Row::Figure => "views-figure-off",
            Row::Air => air::key(self.air),
            Row::Tone => self.tone.key(),
            Row::Way => path::key(self.way, self.ways),
            Row::Back => "wrist-back",
        }
    }
}

/// Both hands, then the better one alone, then the other.
pub fn next_one_hand(profile: &Profile) -> Option<usize> {
    let better = if profile.left_handed { LEFT } else { RIGHT };
    match profile.one_hand {
        None => Some(better),
        Some(side) if side == better => Some(LEFT + RIGHT - better),
        Some(_) => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use drill::Lang;
    use portray::Words;

    fn state() -> State {
        State {
            page: Page::First,
            paused: false,
            tutorial: false,
            finished: false,
            muted: false,
            exam: false,
            marks: None,
            figure: false,
            air: None,
            tone: Tone::of(""),
            ways: 0,
            way: None,
            profile: Profile::default(),
            down: false,
            jumps: true,
        }
    }

    /// Every state that there can be.
    fn all() -> impl Iterator<Item = State> {
        let pages = [Page::First, Page::Me, Page::More, Page::Views];
        (0..4 * 1024 * 3).map(move |n: usize| {
            let bit = |k: usize| ((n / 12) >> k) & 1 == 1;
            let one_hand = [None, Some(LEFT), Some(RIGHT)][n / 4 % 3];
            let profile = Profile { seated: bit(0), left_handed: bit(1), one_hand };
            let (paused, tutorial, down, jumps) = (bit(2), bit(3), bit(4), bit(5));
            let (exam, figure) = (bit(7), bit(9));
            let marks = [None, Some(Marking::Touches), Some(Marking::Loads)][n / 3 % 3];
            State {
                page: pages[n % 4],
                paused,
                tutorial,
                finished: false,
                muted: bit(6),
                exam,
                marks,
                figure,
                air: [None, Some(air::Shown::Streaks), Some(air::Shown::FirstAir)][n % 3],
                tone: Tone::of(""),
                ways: 0,
                way: None,
                profile,
                down,
                jumps,
            }
        })
    }

    #[test]
    fn pause_and_leave_are_always_one_press_away_on_the_first_page() {
        for state in all().filter(|state| state.page == Page::First) {
            let rows: Vec<Row> = state.rows().collect();
            assert!(rows[0] == Row::Pause && rows.contains(&Row::Leave) && rows.contains(&Row::Me), "{rows:?}");
            let end = State { finished: true, page: Page::More, ..state };
            assert!(end.rows().eq([Row::Leave]), "after the debrief there is nothing but leaving");
            let end = State { ways: 2, ..end };
            assert!(end.rows().eq([Row::Way, Row::Leave]), "and the ways to its plates, after an exam too");
        }
    }

    #[test]
    fn every_page_fits_and_leads_back_and_every_row_has_words() {
        let words = Words::default();
        for state in all() {
            let rows: Vec<Row> = state.rows().collect();
            assert!(rows.len() <= portray::MENU_ROWS, "{rows:?}");
            assert!(state.page == Page::First || rows.last() == Some(&Row::Back));
            for row in rows {
                assert!(words.has(state.key(row)), "{}", state.key(row));
                assert!(!words.say(Lang::Fr, state.key(row), &[]).is_empty());
            }
        }
    }

    #[test]
    fn ways_are_told_by_words_that_are_there() {
        let words = Words::default();
        let keys = [None, Some(0), Some(1)].map(|way| State { ways: 2, way, ..state() }.key(Row::Way));
        assert_eq!(keys, ["way-show", "way-next", "way-hide"]);
        assert!(keys.iter().all(|key| words.has(key)));
    }

    #[test]
    fn turns_are_for_who_sits_or_whose_floor_is_small() {
        let me = |seated, jumps| State {
            page: Page::Me,
            jumps,
            profile: Profile { seated, ..Profile::default() },
            ..state()
        };
        let offers = |state: State, row| state.rows().any(|r| r == row);
        assert!(!offers(me(false, false), Row::TurnLeft) && !offers(me(false, false), Row::StepThere));
        assert!(offers(me(true, false), Row::TurnLeft) && !offers(me(true, false), Row::StepThere));
        assert!(offers(me(false, true), Row::TurnRight) && offers(me(false, true), Row::StepThere));
        assert!(offers(me(true, false), Row::Bench) && !offers(me(false, true), Row::Bench));
    }

    #[test]
    fn an_exam_shows_no_more_than_a_room_does() {
        let views = State { page: Page::Views, ..state() };
        assert!(views.rows().eq([Row::Marks, Row::Figure, Row::Air, Row::Tone, Row::Back]));
        assert!(State { exam: true, ..views }.rows().eq([Row::Tone, Row::Back]));
    }

    #[test]
    fn a_tutorial_is_skipped_and_nothing_in_it_is_declared() {
        let tutorial = State { tutorial: true, ..state() };
        assert!(tutorial.rows().all(|row| row != Row::Declare));
        assert_eq!(tutorial.key(Row::Done), "wrist-skip");
    }

    #[test]
    fn one_hand_goes_round() {
        let mut profile = Profile { left_handed: true, ..Profile::default() };
        let mut round = Vec::new();
        for _ in 0..3 {
            profile.one_hand = next_one_hand(&profile);
            round.push(profile.one_hand);
        }
        assert_eq!(round, [Some(LEFT), Some(RIGHT), None]);
    }
}
