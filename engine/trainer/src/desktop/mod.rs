//! Training at a desk: a window, two hands, mouse and keyboard. What it makes are frames like any others.

mod desk;
#[cfg(test)]
mod drill_tests;
mod ended;
mod follow;
mod grown;
mod inputs;
mod keys;
mod lent;
mod mean;
mod pace;
#[cfg(test)]
mod person;
mod reach;
mod rub;
pub(crate) mod screen;
mod training;
mod ui;
mod visit;
mod walk;

use crate::Answer;
use crate::film;
use crate::scenario::{self, Scenario};
use crate::sessions::{self, Ended, Growing};
use crate::train::{Choice, NoWindow, TUTORIAL};
use anyhow::{Context, Result};
use drill::{Lang, Mode, Words as Bilingual};
use ended::After;
use glam::Vec2;
use keys::{Asked, Keys};
use portray::{Marking, Told, Tone, Words, air};
use screen::{Eyes, Screen, Sight};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};
use training::Training;
use ui::{Pick, Say, Views};
pub use visit::look;
use winit::application::ApplicationHandler;
use winit::event::{DeviceEvent, DeviceId, ElementState, KeyEvent, WindowEvent};
use winit::event_loop::{ActiveEventLoop, ControlFlow, EventLoop};
use winit::keyboard::PhysicalKey;
use winit::window::WindowId;

/// Between pictures that the window does not take.
const UNSEEN: Duration = Duration::from_millis(10);

/// Is there a display to open a window on?
pub(crate) fn has_display() -> bool {
    let set = |name: &str| std::env::var_os(name).is_some_and(|v| !v.is_empty());
    cfg!(any(windows, target_os = "macos")) || set("DISPLAY") || set("WAYLAND_DISPLAY")
}

/// The trainer's window, until it is closed. `at_once`: the session is chosen already.
pub fn run(root: &Path, choice: Choice, at_once: bool) -> Result<Answer> {
    if !has_display() {
        return Err(NoWindow("neither DISPLAY nor WAYLAND_DISPLAY is set".into()).into());
    }
    let event_loop = EventLoop::new().map_err(|e| NoWindow(e.to_string()))?;
    let words = Words::default();
    let said = match sessions::folder() {
        Ok(folder) => sessions::find_again(root, &folder, &words, choice.lang),
        Err(_) => Vec::new(),
    };
    said.iter().for_each(|sentence| println!("{sentence}"));
    let is_new = !at_once && choice.tutorial().is_some();
    let mut drills = titled(root)?;
    let after_tutorial = choice.drill.clone();
    let mut choice = choice;
    if is_new {
        // Offered first, and marked.
        drills.sort_by_key(|(drill, _)| drill != TUTORIAL);
        choice.drill = TUTORIAL.into();
    }
    let mut app = App {
        root: root.to_owned(),
        drills,
        is_new,
        after_tutorial,
        privacy: sessions::folder().is_ok_and(|folder| sessions::is_first(&folder)),
        words,
        choice,
        at_once,
        said,
        screen: None,
        page: Page::Start,
        keys: Keys::default(),
        over: Over::default(),
        tone: None,
        trouble: None,
        growing: Growing::default(),
    };
    event_loop.set_control_flow(ControlFlow::Poll);
    event_loop.run_app(&mut app).context("the window ended")?;
    if let Page::Training(training) = std::mem::replace(&mut app.page, Page::Start) {
        app.end(*training);
    }
    app.trouble.map_or(Ok(Answer::Yes), Err)
}

/// The drills by the title that their procedures give them.
fn titled(root: &Path) -> Result<Vec<(String, Bilingual)>> {
    let load = |name: String| Scenario::load(root, &name).map(|s| (name, s.judge.procedure.title));
    scenario::drills(root)?.into_iter().map(load).collect()
}

enum Page {
    Start,
    Training(Box<Training>),
    Debrief(Box<After>),
}

/// What lies over the room.
#[derive(Clone, Copy, Debug, Default)]
struct Over {
    help: bool,
    menu: bool,
    checklist: bool,
    views: Views,
    /// The window has not got the keyboard.
    away: bool,
}

impl Over {
    fn paused(self) -> bool {
        self.help || self.menu || self.away
    }
}

struct App {
    root: PathBuf,
    /// Folder and title.
    drills: Vec<(String, Bilingual)>,
    /// The first session on this machine: what is recorded is said before it.
    privacy: bool,
    /// The learner has no session yet.
    is_new: bool,
    /// What is chosen when the tutorial was done.
    after_tutorial: String,
    words: Words,
    choice: Choice,
    at_once: bool,
    said: Vec<String>,
    screen: Option<Screen>,
    page: Page,
    keys: Keys,
    over: Over,
    /// Of the person's skin, where another was chosen than his own id gives him.
    tone: Option<Tone>,
    /// Why the window had to close.
    trouble: Option<anyhow::Error>,
    /// Of the session that ended last.
    growing: Growing,
}

impl App {
    fn begin(&mut self) -> Result<()> {
        let screen = self.screen.as_mut().context("a window comes first")?;
        let (training, scenario) = Training::begin(&self.root, &self.choice)?;
        screen.furnish(&self.root, &scenario.room, scenario.air.as_ref(), &training.session().twin)?;
        self.keys.left_handed = self.choice.left_handed;
        self.keys.let_go();
        // The card that shows how comes first.
        self.over = Over { help: true, ..Over::default() };
        self.page = Page::Training(Box::new(training));
        self.said.clear();
        self.privacy = false;
        Ok(())
    }

    fn end(&mut self, training: Training) {
        let Ended { debrief, session, kept, growing } = training.finish();
        self.growing = growing;
        let lang = self.choice.lang;
        let kept = match kept {
            Ok(tape) => self.words.say(lang, "session-kept", &[("tape", &tape.display().to_string())]),
            Err(why) => self.words.say(lang, "session-not-kept", &[("why", &format!("{why:#}"))]),
        };
        println!("{kept}");
        if std::mem::take(&mut self.is_new) && self.choice.drill == TUTORIAL {
            self.choice.drill.clone_from(&self.after_tutorial);
        }
        self.over = Over::default();
        // Without them there is the debrief.
        let standard = film::standard(&self.root).unwrap_or_default();
        let after = After::new(debrief, session, kept, standard.of(&self.choice.drill));
        self.page = Page::Debrief(Box::new(after));
    }

    fn picture(&mut self, event_loop: &ActiveEventLoop) -> Result<()> {
        if let Page::Training(training) = &mut self.page {
            training.advance(Instant::now(), &mut self.keys, self.over.paused(), &self.words);
            if let Some(why) = training.trouble() {
                let sentence = self.words.say(self.choice.lang, "session-unrecorded", &[("why", &why)]);
                println!("{sentence}");
                self.said.push(sentence);
            }
            if training.finished()
                && let Page::Training(training) = std::mem::replace(&mut self.page, Page::Start)
            {
                self.end(*training);
            }
        }
        let pick = self.draw();
        match pick {
            None => {}
            Some(Pick::Resume) => self.over.menu = false,
            Some(Pick::Marks) => self.over.views.marks = Marking::next(self.over.views.marks),
            Some(Pick::Outside) => self.over.views.outside = !self.over.views.outside,
            Some(Pick::Air) => self.next_air(),
            Some(Pick::Tone) => self.tone = Some(self.tone().next()),
            Some(Pick::Help) => (self.over.menu, self.over.help) = (false, true),
            Some(Pick::Sound) => {
                self.choice.muted = !self.choice.muted;
                if let Page::Training(training) = &mut self.page {
                    training.hearing.mute(self.choice.muted);
                }
            }
            Some(Pick::Language) => {
                self.choice.lang = if self.choice.lang == Lang::Fr { Lang::En } else { Lang::Fr };
            }
            Some(Pick::Leave) => {
                if let Page::Training(training) = std::mem::replace(&mut self.page, Page::Start) {
                    self.end(*training);
                }
            }
            Some(Pick::Start) => self.begin()?,
            Some(Pick::Again) => self.page = Page::Start,
            Some(Pick::Way) => {
                if let Page::Debrief(after) = &mut self.page {
                    after.next_way();
                }
            }
            Some(Pick::Quit) => event_loop.exit(),
        }
        self.take_mouse();
        Ok(())
    }

    fn tone(&self) -> Tone {
        self.tone.unwrap_or_else(|| Tone::of(&self.choice.learner))
    }

    fn draw(&mut self) -> Option<Pick> {
        let tone = self.tone();
        let App { words, choice, drills, privacy, is_new, said, screen, page, keys, over, growing, .. } = self;
        let screen = screen.as_mut()?;
        let say = Say { words, lang: choice.lang };
        let (has_air, mut pick) = (screen.has_air(), None);
        let shown = match page {
            Page::Start => screen.draw(None, |ui| pick = ui::start(ui, say, choice, drills, *privacy, *is_new, said)),
            Page::Debrief(after) => {
                if let Some(growth) = growing.ready() {
                    after.grown(growth);
                }
                let (shown, picked) = after.draw(screen, say, tone);
                pick = picked;
                shown
            }
            Page::Training(training) => {
                training.choice.lang = say.lang;
                let drill = &training.session().drill;
                // In an exam it would be a hint.
                let views = (drill.mode() != Mode::Exam).then_some(over.views);
                let Views { marks, outside, air } = views.unwrap_or_default();
                let through = (!outside).then_some(0);
                let told = Told {
                    lang: say.lang,
                    through,
                    drill: Some(drill),
                    marks,
                    air,
                    on_picture: true,
                    wet: Some(&training.wet),
                    tone: Some(tone),
                    ..Told::default()
                };
                let rubbing = keys.rubs().then(|| training.desk.patch());
                let caption = (training.caption.as_str(), training.caption_severe());
                let marked = marks.zip(screen.marked());
                let (twin, eyes) = (&training.session().twin, Eyes::Head(training.head()));
                screen.draw(Some(Sight { twin, told: &told, eyes, way: None }), |ui| {
                    if over.help {
                        // A card to read, with nothing shining through.
                        ui::help(ui, say);
                        return;
                    }
                    ui::overlay(ui, say, training.desk.shown(), rubbing, caption, drill);
                    if let Some(sentence) = said.last() {
                        ui::notice(ui, sentence);
                    }
                    if let Some((marking, marked)) = marked {
                        ui::legend(ui, say, marking, marked);
                    }
                    if over.checklist {
                        ui::checklist(ui, say, drill);
                    }
                    if over.menu || over.away {
                        pick = ui::menu(ui, say, choice.muted, tone, views, has_air);
                    }
                })
            }
        };
        if !shown {
            std::thread::sleep(UNSEEN);
        }
        pick
    }

    /// Shows the air in the next way that this room has.
    fn next_air(&mut self) {
        let Page::Training(training) = &self.page else { return };
        let air = &mut self.over.views.air;
        *air = air::next(*air, training.session().twin.first_air().is_some());
    }

    /// The mouse belongs to the hands while nothing lies over the room.
    fn take_mouse(&mut self) {
        let Some(screen) = &self.screen else { return };
        let hold = matches!(self.page, Page::Training(_)) && !self.over.paused();
        if hold == self.keys.has_mouse {
            return;
        }
        self.keys.let_go();
        self.keys.has_mouse = hold;
        screen.hold_mouse(hold);
    }

    fn key(&mut self, event: &KeyEvent) {
        let PhysicalKey::Code(code) = event.physical_key else { return };
        if let (Page::Debrief(after), false, ElementState::Pressed) = (&mut self.page, event.repeat, event.state) {
            after.key(code);
        }
        if event.repeat || !matches!(self.page, Page::Training(_)) {
            return;
        }
        let over = &mut self.over;
        if over.paused() && event.state == ElementState::Pressed {
            // A card is closed by the key that opened it, and by those that close everything.
            use winit::keyboard::KeyCode::{Enter, Escape, F1, KeyP, Space};
            match code {
                F1 | Escape | Enter | Space if over.help => over.help = false,
                Escape | KeyP if over.menu || over.away => (over.menu, over.away) = (false, false),
                F1 => over.help = true,
                _ => {}
            }
            return;
        }
        match self.keys.key(code, event.state) {
            Some(Asked::Help) => over.help = true,
            Some(Asked::Menu) => over.menu = true,
            Some(Asked::Marks) => over.views.marks = Marking::next(over.views.marks),
            Some(Asked::Outside) => over.views.outside = !over.views.outside,
            Some(Asked::Air) => self.next_air(),
            Some(Asked::Checklist) => over.checklist = !over.checklist,
            None => {}
        }
    }
}

impl ApplicationHandler for App {
    fn resumed(&mut self, event_loop: &ActiveEventLoop) {
        if self.screen.is_some() {
            return;
        }
        let opened = Screen::open(event_loop, &self.root).map_err(|e| NoWindow(format!("{e:#}")).into());
        let opened = opened.and_then(|screen| {
            if screen.gpu.software {
                println!("{}", self.words.say(self.choice.lang, "drawn-slowly", &[("driver", &screen.gpu.name)]));
            }
            self.screen = Some(screen);
            if self.at_once && !self.privacy { self.begin() } else { Ok(()) }
        });
        if let Err(why) = opened {
            self.trouble = Some(why);
            event_loop.exit();
        }
    }

    fn window_event(&mut self, event_loop: &ActiveEventLoop, _: WindowId, event: WindowEvent) {
        let Some(screen) = &mut self.screen else { return };
        if !self.keys.has_mouse {
            let _ = screen.egui.on_window_event(&screen.window, &event);
        }
        match event {
            WindowEvent::CloseRequested => event_loop.exit(),
            WindowEvent::Resized(size) => screen.resize(size.width, size.height),
            WindowEvent::Focused(here) => {
                self.over.away = !here;
                self.keys.let_go();
            }
            WindowEvent::KeyboardInput { event, .. } => self.key(&event),
            WindowEvent::RedrawRequested => {
                if let Err(why) = self.picture(event_loop) {
                    self.trouble = Some(why);
                    event_loop.exit();
                }
            }
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
