//! What a person hears of a session. Without an audio device, or in a program that was built without one, a session goes on
//! in silence: everything that is heard is also shown.

use crate::scenario::Scenario;
use crate::session::Session;
use drill::Lang;
use std::path::Path;

#[cfg(feature = "audio")]
pub use with_device::Hearing;
#[cfg(not(feature = "audio"))]
pub use without_device::Hearing;

#[cfg(feature = "audio")]
mod with_device {
    use super::*;
    use portray::{Cues, Words};
    use sound::{Bank, SoundError, Speakers};

    pub struct Hearing(Option<Playing>);

    struct Playing {
        cues: Cues,
        speakers: Speakers,
        muted: bool,
    }

    impl Hearing {
        /// Says in a line of the log why nothing will be heard.
        pub fn begin(root: &Path, scenario: &Scenario, session: &Session, muted: bool, lang: Lang) -> Hearing {
            let opened = Bank::load(&root.join("assets/sounds")).and_then(Speakers::open);
            let playing = opened.map(|speakers| {
                let mut playing = Playing { cues: Cues::new(&session.twin, &scenario.room), speakers, muted: false };
                playing.mute(muted);
                playing
            });
            if let Err(why) = &playing {
                let (key, why) = match why {
                    SoundError::Device(why) => ("no-sound-device", why.clone()),
                    SoundError::File { .. } => ("no-sound", why.to_string()),
                };
                println!("{}", Words::default().say(lang, key, &[("why", &why)]));
            }
            Hearing(playing.ok())
        }

        /// After each tick of the session. Allocates nothing.
        pub fn tick(&mut self, session: &Session) {
            if let Some(Playing { cues, speakers, .. }) = &mut self.0 {
                let (ears, cues) = cues.hear(&session.twin, &session.drill);
                speakers.hear(ears, cues);
            }
        }

        pub fn mute(&mut self, muted: bool) {
            if let Some(playing) = &mut self.0 {
                playing.mute(muted);
            }
        }

        /// The session is over.
        pub fn silence(&self) {
            if let Some(playing) = &self.0 {
                playing.speakers.silence();
            }
        }
    }

    impl Playing {
        fn mute(&mut self, muted: bool) {
            if std::mem::replace(&mut self.muted, muted) != muted {
                self.speakers.volume(if muted { 0.0 } else { 1.0 });
            }
        }
    }
}

#[cfg(not(feature = "audio"))]
mod without_device {
    use super::*;

    pub struct Hearing;

    impl Hearing {
        pub fn begin(_: &Path, _: &Scenario, _: &Session, _: bool, _: Lang) -> Hearing {
            Hearing
        }

        pub fn tick(&mut self, _: &Session) {}

        pub fn mute(&mut self, _: bool) {}

        pub fn silence(&self) {}
    }
}

#[cfg(all(test, feature = "audio"))]
mod tests {
    use super::*;
    use crate::scenario;
    use drill::Mode;

    #[test]
    fn without_its_files_or_a_device_a_session_goes_on_in_silence() {
        let root = scenario::root().expect("the tests run inside the project");
        let scenario = Scenario::load(&root, "gowning").expect("the drill is there");
        let session = Session::new(&scenario, 7, Mode::Practice).expect("its room can be built");
        let mut hearing = Hearing::begin(Path::new("nowhere"), &scenario, &session, false, Lang::En);
        hearing.tick(&session);
        hearing.mute(true);
        hearing.silence();
    }
}
