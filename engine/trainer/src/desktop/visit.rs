//! A walk through the rooms of a set: the desk's person and the room, without a drill. Nothing is recorded.

use super::UNSEEN;
use super::desk::Desk;
use super::ended::PLACES as JUMPS;
use super::has_display;
use super::keys::{Asked, Keys};
use super::pace::Pace;
use super::screen::{Eyes, Screen, Sight};
use super::ui::{self, Say};
use crate::Answer;
use crate::look::{EYE_M, Set};
use crate::train::NoWindow;
use anyhow::{Context, Result};
use drill::Lang;
use glam::{Vec2, Vec3};
use portray::{Place, Told, Words, air};
use std::path::{Path, PathBuf};
use std::time::Instant;
use tape::{Frame, Pose, RIGHT, TrackingEvents};
use winit::application::ApplicationHandler;
use winit::event::{DeviceEvent, DeviceId, ElementState, KeyEvent, WindowEvent};
use winit::event_loop::{ActiveEventLoop, ControlFlow, EventLoop};
use winit::keyboard::{KeyCode, PhysicalKey};
use winit::window::WindowId;

/// A window on `set`, until it is closed. `from`: where the walk begins, if not where a session does.
pub fn look(root: &Path, set: Set, from: Option<Place>, lang: Lang) -> Result<Answer> {
    if !has_display() {
        return Err(NoWindow("neither DISPLAY nor WAYLAND_DISPLAY is set".into()).into());
    }
    let event_loop = EventLoop::new().map_err(|e| NoWindow(e.to_string()))?;
    let mut visit = Visit::new(set, Instant::now());
    if let Some(place) = from {
        visit.stand(&place);
    }
    let (root, words) = (root.to_owned(), Words::default());
    let mut app = App { root, words, lang, visit, screen: None, keys: Keys::default(), trouble: None };
    event_loop.set_control_flow(ControlFlow::Poll);
    event_loop.run_app(&mut app).context("the window ended")?;
    app.trouble.map_or(Ok(Answer::Yes), Err)
}

struct Visit {
    set: Set,
    desk: Desk,
    pace: Pace,
    newest: Option<Frame>,
    air: Option<air::Shown>,
    /// Has just been put somewhere else.
    jumped: bool,
}

impl Visit {
    fn new(set: Set, now: Instant) -> Visit {
        let desk = Desk::new(&set.rooms.room, &set.rooms.patterns, set.twin.names(), RIGHT);
        Visit { set, desk, pace: Pace::new(now), newest: None, air: None, jumped: true }
    }

    /// The viewpoints that a person can stand at, those with a key.
    fn places(&self) -> impl Iterator<Item = &Place> {
        self.set.places.iter().filter(|place| !place.outside).take(JUMPS.len())
    }

    /// Stands on the floor below a viewpoint and looks where it looks.
    fn stand(&mut self, place: &Place) {
        let [x, _, z] = place.from;
        let way = Vec3::from(place.to) - Vec3::new(x, EYE_M, z);
        self.desk.stand(Vec2::new(x, z), way, self.set.twin.statics());
        self.jumped = true;
    }

    /// Lets pass the ticks that are due at `now`.
    fn advance(&mut self, now: Instant, keys: &mut Keys) {
        let due = self.pace.due(now).ticks;
        if due == 0 {
            return;
        }
        let mut inputs = keys.inputs(due);
        for _ in 0..due {
            let mut frame = self.desk.frame(&inputs, &self.set.twin);
            if std::mem::take(&mut self.jumped) {
                frame.events = TrackingEvents::RECENTRED;
            }
            self.set.twin.step(std::slice::from_ref(&frame));
            self.newest = Some(frame);
            inputs.once = Default::default();
        }
    }

    /// The eyes at the newest tick, room space.
    fn head(&self) -> Pose {
        self.newest.map_or(Pose::IDENTITY, |f| f.origin.pose().then(f.head))
    }
}

struct App {
    root: PathBuf,
    words: Words,
    lang: Lang,
    visit: Visit,
    screen: Option<Screen>,
    keys: Keys,
    /// Why the window had to close.
    trouble: Option<anyhow::Error>,
}

impl App {
    fn open(&mut self, event_loop: &ActiveEventLoop) -> Result<()> {
        let screen = Screen::open(event_loop, &self.root).map_err(|e| NoWindow(format!("{e:#}")))?;
        if screen.gpu.software {
            println!("{}", self.words.say(self.lang, "drawn-slowly", &[("driver", &screen.gpu.name)]));
        }
        let screen = self.screen.insert(screen);
        let Set { rooms, twin, .. } = &self.visit.set;
        screen.furnish(&self.root, &rooms.room, rooms.air.as_ref(), twin)?;
        screen.hold_mouse(true);
        self.keys.has_mouse = true;
        Ok(())
    }

    fn picture(&mut self) {
        let App { words, lang, visit, screen, keys, .. } = self;
        let Some(screen) = screen else { return };
        visit.advance(Instant::now(), keys);
        let told = Told { lang: *lang, through: Some(0), air: visit.air, ..Told::default() };
        let say = Say { words, lang: *lang };
        let names: Vec<&str> = visit.places().map(|place| place.name.as_str()).collect();
        let room = Sight { twin: &visit.set.twin, told: &told, eyes: Eyes::Head(visit.head()), way: None };
        let shown = screen.draw(Some(room), |ui| {
            ui::hands(ui, say, visit.desk.shown(), None, "look-keys");
            ui::places(ui, &visit.set.name, &names);
        });
        if !shown {
            std::thread::sleep(UNSEEN);
        }
    }

    fn key(&mut self, event: &KeyEvent, event_loop: &ActiveEventLoop) {
        let PhysicalKey::Code(code) = event.physical_key else { return };
        let pressed = event.state == ElementState::Pressed && !event.repeat;
        if code == KeyCode::Escape && pressed {
            event_loop.exit();
        } else if let Some(i) = JUMPS.iter().position(|key| *key == code) {
            let place = self.visit.places().nth(i).cloned();
            place.filter(|_| pressed).iter().for_each(|place| self.visit.stand(place));
        } else if !event.repeat && self.keys.key(code, event.state) == Some(Asked::Air) {
            self.visit.air = air::next(self.visit.air, self.visit.set.twin.first_air().is_some());
        }
    }
}

impl ApplicationHandler for App {
    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        if self.screen.is_none()
            && let Err(why) = self.open(event_loop)
        {
            self.trouble = Some(why);
            event_loop.exit();
        }
    }

    fn window_event(&mut self, event_loop: &ActiveEventLoop, _: WindowId, event: WindowEvent) {
        let Some(screen) = &mut self.screen else { return };
        match event {
            WindowEvent::CloseRequested => event_loop.exit(),
            WindowEvent::Resized(size) => screen.resize(size.width, size.height),
            WindowEvent::Focused(here) => {
                self.keys.let_go();
                self.keys.has_mouse = here;
                screen.hold_mouse(here);
            }
            WindowEvent::KeyboardInput { event, .. } => self.key(&event, event_loop),
            WindowEvent::RedrawRequested => self.picture(),
            event => self.keys.mouse(&event),
        }
    }

    fn device_event(&mut self, _: &ActiveEventLoop, _: DeviceId, event: DeviceEvent) {
        if let DeviceEvent::MouseMotion { delta: (x, y) } = event {
            self.keys.moved(Vec2::new(x as f32, y as f32));
        }
    }

    fn about_to_wait(&mut self, _: &ActiveEventLoop) {
        if let Some(screen) = &self.screen {
            screen.window.request_redraw();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::scenario;
    use std::time::Duration;

    #[test]
    fn one_jumps_to_every_place_and_walks_on_from_there() {
        let root = scenario::root().expect("the tests run inside the project");
        let begun = Instant::now();
        for name in scenario::sets(&root).expect("the sets") {
            let mut visit = Visit::new(Set::load(&root, &name).expect("a set"), begun);
            let (mut keys, mut now) = (Keys::default(), begun);
            let mut pass = |visit: &mut Visit, keys: &mut Keys, seconds: u64| {
                for _ in 0..seconds * 10 {
                    now += Duration::from_millis(100);
                    visit.advance(now, keys);
                }
            };
            pass(&mut visit, &mut keys, 1);
            for place in visit.places().cloned().collect::<Vec<_>>() {
                visit.stand(&place);
                pass(&mut visit, &mut keys, 1);
                let head = visit.head();
                let off = Vec2::new(head.position.x - place.from[0], head.position.z - place.from[2]).length();
                let way = (Vec3::from(place.to) - head.position).normalize();
                let looks = (head.rotation * Vec3::NEG_Z).angle_between(way);
                assert!(off < 0.6 && looks < 0.6, "{name}, {}: {off} m off, looks {looks} rad aside", place.name);
                keys.key(KeyCode::KeyW, ElementState::Pressed);
                pass(&mut visit, &mut keys, 8);
                keys.let_go();
                let at = visit.head().position;
                assert!(at.distance(head.position) > 0.2, "{name}, {}: does not walk", place.name);
                let [min, max] = bounds(&visit);
                assert!(at.cmpge(min).all() && at.cmple(max).all(), "{name}, {}: through a wall to {at}", place.name);
            }
        }
    }

    /// Of all that stands fixed.
    fn bounds(visit: &Visit) -> [Vec3; 2] {
        let solids = visit.set.rooms.room.solids.iter();
        solids
            .fold([Vec3::INFINITY, Vec3::NEG_INFINITY], |[min, max], s| [min.min(s.min.into()), max.max(s.max.into())])
    }
}
