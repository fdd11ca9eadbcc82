//! Pictures of a tape: single shots, a film, and the first picture of a start.

use crate::grown;
use crate::replay::{self, Executed};
use crate::scenario::Scenario;
use crate::session::{self, Replay, Session};
use crate::track::Track;
use anyhow::{Context, Result, bail};
use drill::growth::PlateReport;
use drill::{Debrief, Lang, VerdictKind};
use portray::path::Way;
use portray::{Portrayer, Standard, Told, Tone, Viewpoint, Wet, dishes};
use render::{Assets, Flow, Gpu, Image, Offscreen};
use scene::Scene;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::time::{Duration, Instant};
use tape::TICKS_PER_SECOND;
use twin::air::flow::Speed;
use twin::room::Room;

/// Pixels of a picture.
pub const SIZE: [u32; 2] = [1280, 720];
/// Pictures a second of a film: every third tick.
const FILM_RATE: u32 = 30;
/// Seconds that a film stays on the debrief: its incubation, and as long again to read.
const DEBRIEF_S: u32 = 9;
/// Seconds for which what was said stays.
const CAPTION_S: u32 = 6;

/// A picture of one moment.
#[derive(Clone, Debug)]
pub struct Shot {
    /// None: after the end, with the debrief in front of the trainee.
    pub tick: Option<u32>,
    /// Of the debrief; none: the language of all pictures.
    pub lang: Option<Lang>,
    pub file: PathBuf,
}

impl Shot {
    /// `83.5:wash.png`, `end:debrief.png`.
    pub fn parse(text: &str) -> Result<Shot, String> {
        let (seconds, file) = text.split_once(':').ok_or("it takes SECONDS:FILE.png, as in 83.5:wash.png")?;
        if seconds == "end" {
            return Ok(Shot { tick: None, lang: None, file: file.into() });
        }
        let seconds: f64 = seconds.parse().map_err(|_| format!("`{seconds}` is no number of seconds"))?;
        if !(0.0..1e6).contains(&seconds) {
            return Err(format!("{seconds} s lies outside any tape"));
        }
        let tick = Some((seconds * f64::from(TICKS_PER_SECOND)) as u32);
        Ok(Shot { tick, lang: None, file: file.into() })
    }
}

/// A way to a plate: the plate's control, and which of the ways that the debrief tells of it, from 0.
#[derive(Clone, Debug)]
pub struct Followed {
    control: String,
    way: usize,
}

impl Followed {
    /// `plate.chest`, `plate.chest:2`.
    pub fn parse(text: &str) -> Result<Followed, String> {
        let (control, number) = text.split_once(':').unwrap_or((text, "1"));
        let number: usize = number.parse().map_err(|_| format!("`{number}` is no number of a way"))?;
        let way = number.checked_sub(1).ok_or("the first way is number 1")?;
        Ok(Followed { control: control.to_owned(), way })
    }
}

/// The pictures that are asked for.
pub struct Wanted<'a> {
    /// A viewpoint by name.
    pub from: &'a str,
    /// A folder, or a file that ends in .mp4.
    pub film: Option<&'a Path>,
    pub shots: &'a [Shot],
    /// By which way something came to a plate is drawn too.
    pub follow: Option<&'a Followed>,
    pub lang: Lang,
}

/// Draws a session's room into memory.
pub struct Studio {
    offscreen: Offscreen,
    portrayer: Portrayer,
    scene: Scene,
    wet: Wet,
    tone: Option<Tone>,
    /// The plate to which a way is shown, and which.
    follow: Option<(PlateReport, usize)>,
    size: [u32; 2],
    lang: Lang,
    /// Of the incubation that a debrief jumps over.
    day: Option<u32>,
    caption: String,
    caption_until: u32,
}

impl Studio {
    pub fn new(root: &Path, scenario: &Scenario, session: &Session, size: [u32; 2], lang: Lang) -> Result<Studio> {
        let assets = load_assets(root, &scenario.room, scenario.air.as_ref())?;
        let portrayer = Portrayer::new(&session.twin, &scenario.room, assets.models());
        let offscreen = Offscreen::new(Gpu::headless()?, &assets, size);
        let wet = Wet::new(&session.twin, &scenario.room);
        Ok(Studio {
            offscreen,
            portrayer,
            scene: Scene::default(),
            wet,
            tone: None,
            follow: None,
            size,
            lang,
            day: None,
            caption: String::new(),
            caption_until: 0,
        })
    }

    /// Listens to what happened and to what the judge says, to show it in the pictures that follow.
    pub fn listen(&mut self, session: &Session, tick: u32) {
        self.wet.tick(&session.twin);
        let mut first = true;
        for verdict in session.drill.verdicts() {
            // A film shows what an exam keeps silent: the trainee is not there to hear it.
            if let VerdictKind::Deviation { rule, .. } = verdict.kind {
                if first {
                    self.caption.clear();
                } else {
                    self.caption.push('\n');
                }
                first = false;
                self.caption.push_str(session.drill.what(rule).lang(self.lang));
                self.caption_until = tick + CAPTION_S * TICKS_PER_SECOND;
            }
        }
        if tick >= self.caption_until {
            self.caption.clear();
        }
    }

    pub fn picture(&mut self, session: &Session, from: Viewpoint, debrief: Option<&Debrief>) -> Result<Image> {
        let told = Told {
            lang: self.lang,
            through: (!from.from_outside()).then_some(0),
            drill: Some(&session.drill),
            caption: &self.caption,
            on_picture: true,
            debrief,
            day: self.day,
            wet: Some(&self.wet),
            tone: self.tone,
            ..Told::default()
        };
        self.portrayer.portray(&session.twin, &told, &mut self.scene);
        let eye = self.portrayer.eye(&session.twin, from, self.size[0] as f32 / self.size[1] as f32);
        // The debrief's page would lie over it.
        let follow = self.follow.as_ref().filter(|_| debrief.is_none());
        let follow = follow.map(|(plate, chain)| Way { plate, chain: *chain });
        self.portrayer.way(&session.twin, follow, &eye, &told, &mut self.scene);
        let (image, _) = self.offscreen.picture(&self.scene, &eye)?;
        Ok(image)
    }
}

pub fn load_assets(root: &Path, room: &Room, air: Option<&twin::air::Flow>) -> Result<Assets> {
    let mut files: Vec<&str> = room.models.iter().map(String::as_str).collect();
    files.sort_unstable();
    Ok(Assets::load(&root.join("assets"), &files)?.with_flow(air.map(shown)))
}

/// A flow as the renderer takes it.
fn shown(air: &twin::air::Flow) -> Flow {
    let cell = |cell: &Option<Speed>| match cell {
        Some(Speed { mean: [x, y, z], varies }) => [*x, *y, *z, *varies],
        None => [0.0, 0.0, 0.0, -1.0],
    };
    let cells = air.cells.iter().map(cell).collect();
    Flow { size: air.size.map(|n| n as u32), low: air.origin, cell_m: air.cell_m, cells }
}

pub const VIEWPOINTS: &str = "assets/viewpoints.json";

/// The standard viewpoints of every set.
pub fn standard(root: &Path) -> Result<Standard> {
    let file = root.join(VIEWPOINTS);
    let json = std::fs::read(&file).with_context(|| format!("cannot read {}", file.display()))?;
    Standard::parse(&json).map_err(anyhow::Error::msg).with_context(|| file.display().to_string())
}

/// A viewpoint of a set by name.
pub fn viewpoint(standard: &Standard, set: &str, name: &str) -> Result<Viewpoint> {
    standard.find(set, name).with_context(|| {
        let names: Vec<_> = standard.names(set).collect();
        format!("there is no viewpoint `{name}` of `{set}`; there are: {}", names.join(", "))
    })
}

/// Executes a tape and takes the pictures asked for on the way.
pub fn film(root: &Path, path: &Path, scenario: &Scenario, wanted: &Wanted) -> Result<Executed> {
    let &Wanted { from, film, shots, follow, lang } = wanted;
    let follow = follow.map(|follow| followed(path, scenario, follow)).transpose()?;
    let from = viewpoint(&standard(root)?, &scenario.judge.name, from)?;
    let reader = session::open(path)?;
    let header = reader.header().clone();
    let mut replay = Replay::new(reader, scenario)?;
    let mut studio = Studio::new(root, scenario, &replay.session, SIZE, lang)?;
    (studio.tone, studio.follow) = (Some(Tone::of(&header.learner)), follow);
    let mut reel = film.map(|to| Reel::open(to, root, scenario, &replay.session)).transpose()?;
    let (mut due, at_end): (Vec<&Shot>, Vec<&Shot>) = shots.iter().partition(|shot| shot.tick.is_some());
    due.sort_by_key(|shot| std::cmp::Reverse(shot.tick));
    let mut pictures = 0u32;
    while let Some(frame) = replay.step()? {
        studio.listen(&replay.session, frame.tick);
        while let Some(shot) = due.pop_if(|shot| shot.tick <= Some(frame.tick)) {
            studio.picture(&replay.session, from, None)?.write_png(&shot.file)?;
        }
        if let Some(reel) = &mut reel {
            reel.tick(&replay.session)?;
        }
        if let Some(reel) = &mut reel
            && frame.tick.is_multiple_of(TICKS_PER_SECOND / FILM_RATE)
        {
            reel.add(&studio.picture(&replay.session, from, None)?)?;
            pictures += 1;
            if pictures.is_multiple_of(FILM_RATE * 10) {
                eprintln!("filmed {} s", pictures / FILM_RATE);
            }
        }
    }
    if let Some(late) = due.first() {
        let asked = late.tick.unwrap_or_default() / TICKS_PER_SECOND;
        bail!("{} asks for second {asked}, and the tape has ended", late.file.display());
    }
    let ending = replay.ending()?;
    let mut executed = replay::executed(header, &mut replay, ending, scenario);
    if reel.is_some() || !at_end.is_empty() {
        grown::tell_added(path, scenario, &mut executed)?;
        let debrief = &executed.debrief;
        for shot in at_end {
            studio.lang = shot.lang.unwrap_or(lang);
            studio.picture(&replay.session, Viewpoint::Trainee, Some(debrief))?.write_png(&shot.file)?;
        }
        if let Some(mut reel) = reel {
            studio.lang = lang;
            let mut page = None;
            for picture in 0..DEBRIEF_S * FILM_RATE {
                let day = dishes::day(picture as f32 / FILM_RATE as f32);
                let page = match page.take_if(|_| studio.day == day) {
                    Some(same) => page.insert(same),
                    None => {
                        studio.day = day;
                        page.insert(studio.picture(&replay.session, Viewpoint::Trainee, Some(debrief))?)
                    }
                };
                reel.add(page)?;
            }
            reel.close()?;
        }
    }
    Ok(executed)
}

/// A plate as the whole tape comes to it, and which of its ways is asked for.
fn followed(path: &Path, scenario: &Scenario, follow: &Followed) -> Result<(PlateReport, usize)> {
    let debrief = replay::execute(path, scenario)?.debrief;
    let Some(growth) = debrief.growth else {
        bail!("no plate was pressed in {}: there is no way to follow; leave --follow out", path.display())
    };
    let Followed { control, way } = follow;
    let plate = growth.plates.iter().find(|p| p.control == *control && *way < p.chains.len());
    let plate = plate.cloned().with_context(|| {
        let told = growth.plates.iter().filter(|p| !p.chains.is_empty());
        let told: Vec<String> = told.map(|p| format!("{} ({})", p.control, p.chains.len())).collect();
        format!(
            "no way {} to a plate `{control}` is known in {}; there are, with how many ways: {}",
            way + 1,
            path.display(),
            told.join(", ")
        )
    })?;
    Ok((plate, *way))
}

/// Where a film goes.
enum Reel {
    Folder {
        folder: PathBuf,
        next: u32,
    },
    /// The pictures go into a file beside it, until the sound is known too.
    Mp4 {
        ffmpeg: Child,
        file: PathBuf,
        track: Box<Track>,
    },
}

impl Reel {
    fn open(to: &Path, root: &Path, scenario: &Scenario, session: &Session) -> Result<Reel> {
        if to.extension().is_none_or(|e| e != "mp4") {
            std::fs::create_dir_all(to).with_context(|| format!("cannot make the folder {}", to.display()))?;
            return Ok(Reel::Folder { folder: to.into(), next: 0 });
        }
        // Said here, because ffmpeg says it in its own way.
        std::fs::File::options()
            .append(true)
            .create(true)
            .open(to)
            .with_context(|| format!("cannot write {}", to.display()))?;
        let [width, height] = SIZE;
        let ffmpeg = Command::new("ffmpeg")
            .args(["-loglevel", "error", "-y", "-f", "rawvideo", "-pix_fmt", "rgba"])
            .args(["-s", &format!("{width}x{height}"), "-r", &FILM_RATE.to_string(), "-i", "-"])
            .args(["-pix_fmt", "yuv420p"])
            .arg(silent(to))
            .stdin(Stdio::piped())
            .spawn()
            .context("ffmpeg does not start; install it, or name a folder for single pictures")?;
        let track = Box::new(Track::begin(root, scenario, session, to.with_extension("s16"))?);
        Ok(Reel::Mp4 { ffmpeg, file: to.into(), track })
    }

    /// What a tick sounds like.
    fn tick(&mut self, session: &Session) -> Result<()> {
        if let Reel::Mp4 { track, .. } = self { track.tick(session) } else { Ok(()) }
    }

    fn add(&mut self, image: &Image) -> Result<()> {
        match self {
            Reel::Folder { folder, next } => {
                image.write_png(&folder.join(format!("{next:06}.png")))?;
                *next += 1;
            }
            Reel::Mp4 { ffmpeg, file, .. } => {
                let stdin = ffmpeg.stdin.as_mut().context("ffmpeg has no input")?;
                stdin.write_all(&image.rgba).with_context(|| format!("ffmpeg stopped writing {}", file.display()))?;
            }
        }
        Ok(())
    }

    fn close(self) -> Result<()> {
        if let Reel::Mp4 { mut ffmpeg, file, track } = self {
            drop(ffmpeg.stdin.take());
            let (silent, sound) = (silent(&file), track.end(DEBRIEF_S)?);
            let rate = sound::RATE_HZ.to_string();
            let both = ffmpeg.wait()?.success()
                && Command::new("ffmpeg")
                    .args(["-loglevel", "error", "-y", "-i"])
                    .arg(&silent)
                    .args(["-f", "s16le", "-ar", &rate, "-ac", "2", "-i"])
                    .arg(&sound)
                    .args(["-c:v", "copy", "-c:a", "aac", "-b:a", "128k", "-movflags", "+faststart"])
                    .arg(&file)
                    .status()?
                    .success();
            for part in [silent, sound] {
                std::fs::remove_file(&part).with_context(|| format!("cannot remove {}", part.display()))?;
            }
            if !both {
                bail!("ffmpeg could not write {}", file.display());
            }
        }
        Ok(())
    }
}

/// Where the pictures of a film wait for their sound.
fn silent(film: &Path) -> PathBuf {
    film.with_extension("silent.mp4")
}

/// What it takes to see something after a start.
pub struct FirstPicture {
    /// Since `began`: scenario, twin, assets, pipelines, one picture.
    pub after: Duration,
    /// The scene rebuilt and a second picture encoded, drawn and read back.
    pub again: Duration,
    pub adapter: String,
}

pub fn first_picture(root: &Path, path: &Path, began: Instant) -> Result<FirstPicture> {
    let scenario = replay::scenario_of(root, path)?;
    let mut replay = Replay::new(session::open(path)?, &scenario)?;
    let mut studio = Studio::new(root, &scenario, &replay.session, SIZE, Lang::En)?;
    replay.step()?.context("the tape is empty")?;
    studio.picture(&replay.session, Viewpoint::Trainee, None)?;
    let after = began.elapsed();
    let began = Instant::now();
    studio.picture(&replay.session, Viewpoint::Trainee, None)?;
    Ok(FirstPicture { after, again: began.elapsed(), adapter: studio.offscreen.gpu().name.clone() })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_way_is_a_plate_and_a_number_from_1() {
        let parsed = |text| Followed::parse(text).map(|f| (f.control, f.way));
        assert_eq!(parsed("plate.chest"), Ok(("plate.chest".into(), 0)));
        assert_eq!(parsed("plate.chest:3"), Ok(("plate.chest".into(), 2)));
        assert!(parsed("plate.chest:0").is_err() && parsed("plate.chest:first").is_err());
    }
}
