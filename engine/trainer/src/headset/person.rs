//! The person in the headset: frames, the menu, and what it changes about how he takes part. What a row means for the
//! drill or the session is told to the loop.

use super::menu::{self, Page, Row, State};
use super::steps::{self, Bar};
use glam::Vec2;
use portray::{Marking, Tone, air, path};
use tape::{Buttons, Frame, LEFT, Pose, RIGHT, StageOrigin, joint};
use twin::statics::Statics;
use xr::Asked;
use xr::comfort::{Eyes, Posture, Profile, Reminder, STANDING_EYE_M, snap_turn, teleport};
use xr::frames::{Body, Frames};
use xr::sources::{Closed, Fingers};
use xr::sticks::{Sticks, Wish};
use xr::wrist::Wrist;

/// Where a step would go.
#[derive(Clone, Copy, Debug)]
pub struct Aim {
    /// The hand that points.
    side: usize,
    /// By a stick, which steps when it is let go; else by a pinch, and the room stands still meanwhile.
    stick: bool,
    fingers: Fingers,
    closed: Option<Closed>,
    /// On the floor (x, z), and what keeps the person from it.
    pub at: Option<(Vec2, Option<Bar>)>,
}

/// What a tick brought that concerns the session.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Heard {
    /// A row was pressed by the hand of this side.
    pub tap: Option<usize>,
    /// Key of words to say.
    pub say: Option<&'static str>,
    /// [`Row::Declare`], [`Row::Done`] or [`Row::Leave`].
    pub row: Option<Row>,
}

pub struct Person {
    pub frames: Frames,
    wrist: Wrist,
    page: Page,
    tutorial: bool,
    jumps: bool,
    /// By the menu.
    paused: bool,
    pub finished: bool,
    /// Hears nothing, by the menu.
    pub muted: bool,
    /// Is shown no more than what a real room shows.
    pub exam: bool,
    /// By the menu: how surfaces are marked, whether a copy of himself is seen, how the air is.
    pub marks: Option<Marking>,
    pub figure: bool,
    pub air: Option<air::Shown>,
    /// First air is watched in his room.
    pub first_air: bool,
    /// Once it is finished: how many ways to plates there are, and which is shown.
    pub ways: usize,
    pub way: Option<usize>,
    /// Of his skin.
    pub tone: Tone,
    sticks: Sticks,
    aim: Option<Aim>,
    /// Eyes that are being measured.
    eyes: Option<Eyes>,
    /// For a seat; else for a height.
    to_sit: bool,
    reminder: Reminder,
}

impl Person {
    /// `start`: where the drill begins; `jumps`: is the room larger than the floor?
    pub fn new(profile: Profile, start: StageOrigin, tutorial: bool, jumps: bool) -> Person {
        let to_sit = profile.seated;
        Person {
            frames: Frames::new(Profile { seated: false, ..profile }, start),
            wrist: Wrist::new(profile.menu_side(), profile.one_hand.is_some()),
            page: Page::First,
            tutorial,
            jumps,
            paused: false,
            finished: false,
            muted: false,
            exam: false,
            marks: None,
            figure: false,
            air: None,
            first_air: false,
            ways: 0,
            way: None,
            tone: Tone::of(""),
            sticks: Sticks::default(),
            aim: None,
            eyes: to_sit.then(Eyes::default),
            to_sit,
            reminder: Reminder::default(),
        }
    }

    /// The same person in another drill, as he takes part now.
    pub fn goes_on(&self, start: StageOrigin, tutorial: bool, jumps: bool) -> Person {
        let (profile, posture) = (self.frames.profile(), self.frames.posture());
        let mut person = Person::new(Profile { seated: false, ..profile }, start, tutorial, jumps);
        person.frames.take_posture(posture);
        (person.reminder, person.muted, person.tone) = (self.reminder, self.muted, self.tone);
        person
    }

    /// Does the room wait for him?
    pub fn stands_still(&self) -> bool {
        self.paused || self.finished || self.eyes.is_some() || self.aim.is_some_and(|aim| !aim.stick)
    }

    /// Lets the room go on.
    pub fn go_on(&mut self) {
        (self.paused, self.aim) = (false, None);
    }

    pub fn state(&self) -> State {
        State {
            page: self.page,
            paused: self.paused,
            tutorial: self.tutorial,
            finished: self.finished,
            muted: self.muted,
            exam: self.exam,
            marks: self.marks,
            figure: self.figure,
            air: self.air,
            tone: self.tone,
            ways: self.ways,
            way: self.way,
            profile: self.frames.profile(),
            down: self.frames.posture().is_down(),
            jumps: self.jumps,
        }
    }

    /// Where the menu is read, room space, while it shows.
    pub fn menu(&self) -> Option<Pose> {
        self.wrist.shown().map(|at| self.frames.origin().pose().then(at))
    }

    /// The row under a finger, and how far its press has come.
    pub fn pressing(&self) -> Option<(usize, f32)> {
        self.wrist.pressing().map(|(touched, share)| (touched.row, share))
    }

    pub fn aim(&self) -> Option<&Aim> {
        self.aim.as_ref()
    }

    /// What sticks and buttons ask for at a picture.
    pub fn ask(&mut self, asked: &Asked) -> Option<&'static str> {
        let &Body { head, .. } = self.frames.body()?;
        match self.sticks.wish(asked)? {
            Wish::Menu => {
                self.page = Page::First;
                self.wrist.toggle(head);
                None
            }
            Wish::Turn(steps) => {
                if !self.finished && (self.jumps || self.frames.profile().seated) {
                    self.frames.jump(snap_turn(self.frames.origin(), head, steps));
                }
                None
            }
            Wish::Aim(side) => {
                if !self.stands_still() && self.jumps {
                    self.aim = Some(Aim::new(side, true));
                }
                None
            }
            Wish::Step => {
                let aim = self.aim.take_if(|aim| aim.stick)?;
                self.step_to(&aim, head)
            }
        }
    }

    /// After a tick in which the person had the focus.
    pub fn tick(&mut self, frame: &Frame, statics: &Statics) -> Heard {
        let mut heard = Heard::default();
        if self.reminder.tick(frame.buttons.has(Buttons::PAUSE)) {
            heard.say = Some("break");
        }
        let Some(&Body { head, ref hands }) = self.frames.body() else { return heard };
        let state = self.state();
        let touched = self.wrist.step(head, hands, state.rows().count());
        if self.wrist.shown().is_none() {
            self.page = Page::First;
        }
        if let Some(say) = self.measure().or_else(|| self.point(statics)) {
            heard.say = Some(say);
        }
        if let Some(touched) = touched
            && let Some(row) = state.rows().nth(touched.row)
        {
            heard.tap = Some(touched.side);
            match row {
                Row::Declare | Row::Done | Row::Leave => heard.row = Some(row),
                _ => heard.say = self.press(row, head).or(heard.say),
            }
        }
        heard
    }

    fn press(&mut self, row: Row, head: Pose) -> Option<&'static str> {
        let profile = self.frames.profile();
        self.aim = None;
        match row {
            Row::Pause => self.paused = !self.paused,
            Row::Sound => self.muted = !self.muted,
            Row::Marks => self.marks = Marking::next(self.marks),
            Row::Tone => self.tone = self.tone.next(),
            Row::Way => self.way = path::next(self.way, self.ways),
            Row::Figure => self.figure = !self.figure,
            Row::Air => self.air = air::next(self.air, self.first_air),
            Row::Me => self.page = Page::Me,
            Row::Views => self.page = Page::Views,
            Row::More => self.page = Page::More,
            Row::Back => self.page = Page::First,
            Row::NextHand => self.frames.next_hand(),
            Row::TurnLeft => self.frames.jump(snap_turn(self.frames.origin(), head, 1)),
            Row::TurnRight => self.frames.jump(snap_turn(self.frames.origin(), head, -1)),
            Row::Bench => self.frames.sit(!self.frames.posture().is_down()),
            Row::BetterHand => {
                self.frames.favour(if profile.left_handed { RIGHT } else { LEFT });
                self.carry_menu();
            }
            Row::OneHand => {
                self.frames.use_one_hand(menu::next_one_hand(&profile));
                self.carry_menu();
                return self.frames.profile().one_hand.map(|_| "one-hand-how");
            }
            Row::Seat if profile.seated => self.frames.take_posture(Posture::standing()),
            Row::Seat | Row::Height => {
                (self.eyes, self.to_sit) = (Some(Eyes::default()), row == Row::Seat || profile.seated);
                self.wrist.hide();
                return Some("look-ahead");
            }
            Row::StepThere => {
                let better = profile.one_hand.unwrap_or(if profile.left_handed { LEFT } else { RIGHT });
                self.aim = Some(Aim::new(better, false));
                self.wrist.hide();
                return Some("step-how");
            }
            Row::Declare | Row::Done | Row::Leave => {}
        }
        None
    }

    fn carry_menu(&mut self) {
        let profile = self.frames.profile();
        self.wrist = Wrist::new(profile.menu_side(), profile.one_hand.is_some());
    }

    /// Measures the eyes of a person who was asked to look ahead.
    fn measure(&mut self) -> Option<&'static str> {
        let eye_m = self.eyes.as_mut()?.tick(self.frames.head())?;
        self.eyes = None;
        let believed = |eye_m| match self.to_sit {
            true => Posture::seated(eye_m),
            false => Posture::calibrated(eye_m, STANDING_EYE_M),
        };
        match eye_m.and_then(believed) {
            Some(posture) => {
                self.frames.take_posture(posture);
                Some("height-taken")
            }
            None => Some("height-refused"),
        }
    }

    /// Follows the hand that points, and steps where a pinch was let go.
    fn point(&mut self, statics: &Statics) -> Option<&'static str> {
        let (aim, &Body { head, ref hands }) = (self.aim.as_mut()?, self.frames.body()?);
        let hand = &hands[aim.side];
        let room_from_stage = self.frames.origin().pose();
        let room_from_head = room_from_stage.then(head);
        let by_hand = || steps::pointed_at(room_from_stage.then(hand.joints[joint::PALM]));
        let at = if hand.tracked { by_hand() } else { None };
        let at = at.or_else(|| steps::pointed_at(room_from_head));
        let from = Vec2::new(room_from_head.position.x, room_from_head.position.z);
        aim.at = at.map(|at| (at, steps::bar(statics, from, at)));
        let before = std::mem::replace(&mut aim.closed, aim.fingers.follow(hand));
        let let_go = before.filter(|_| !aim.stick && aim.closed.is_none());
        let aim = *aim;
        match let_go {
            Some(Closed::Pinch) => self.step_to(&aim, head),
            Some(Closed::Grasp) => {
                self.aim = None;
                None
            }
            None => None,
        }
    }

    /// Steps, or says why not. A hand goes on pointing until the person is somewhere.
    fn step_to(&mut self, aim: &Aim, head: Pose) -> Option<&'static str> {
        match aim.at {
            Some((at, None)) => {
                self.frames.jump(teleport(self.frames.origin(), head, at));
                self.aim = None;
                None
            }
            Some((_, Some(bar))) => Some(bar.key()),
            None => Some("step-nowhere"),
        }
    }
}

impl Aim {
    fn new(side: usize, stick: bool) -> Aim {
        Aim { side, stick, fingers: Fingers::default(), closed: None, at: None }
    }
}

#[cfg(test)]
#[path = "person_tests.rs"]
mod tests;
