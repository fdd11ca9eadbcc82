//! `asepsis look`: the rooms of a drill, walked through in a window or photographed from their standard viewpoints. Nothing
//! is recorded, nobody is judged; a set needs no procedure for it.

#[cfg(feature = "desktop")]
use crate::desktop;
use crate::film::{self, SIZE};
use crate::scenario::{self, Rooms};
use crate::train::NoWindow;
use crate::{Answer, Lang};
use anyhow::{Context, Result, anyhow, bail};
use glam::{Quat, Vec3};
use portray::{Place, Portrayer, Told, Viewpoint, Words, air};
use render::{Gpu, Offscreen};
use scene::{Air, Scene, Tracers};
use std::path::{Path, PathBuf};
use tape::Pose;
use twin::Twin;
use twin::room::Room;

/// Eyes of an adult who stands (design: between the means of women and men).
pub const EYE_M: f32 = 1.62;

#[derive(clap::Args)]
pub struct Args {
    /// A folder of scenarios/, as in `gowning`.
    set: String,
    #[arg(long, value_enum, default_value_t)]
    pub lang: Lang,
    /// A standard viewpoint by name; without one, where a session begins.
    #[arg(long, value_name = "VIEWPOINT")]
    from: Option<String>,
    /// One picture, and no window.
    #[arg(long, value_name = "FILE.png", conflicts_with = "shots")]
    shot: Option<PathBuf>,
    /// A picture from each standard viewpoint, and no window.
    #[arg(long, value_name = "FOLDER", conflicts_with = "from")]
    shots: Option<PathBuf>,
    /// Pictures with the air: streaks, smoke let go over what is looked at, or the ways of first air to what stands open.
    #[arg(long, value_enum)]
    air: Option<Shown>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Shown {
    Streaks,
    Smoke,
    First,
}

/// Seconds of air before a picture of it, and pictures in each.
const AIR_S: u32 = 8;
const PER_S: u32 = 30;
/// From what is looked at up to the wand's mouth, metres.
const OVER_M: f32 = 0.45;

/// A set that is looked at.
pub struct Set {
    pub name: String,
    pub rooms: Rooms,
    pub twin: Twin,
    /// Its standard viewpoints.
    pub places: Vec<Place>,
}

impl Set {
    pub fn load(root: &Path, name: &str) -> Result<Set> {
        let rooms = Rooms::load(root, name)?;
        let twin = Twin::new(&rooms.room, &rooms.patterns, 0, 1)
            .and_then(|twin| twin.with_first_air(rooms.air.as_ref()))
            .with_context(|| format!("the rooms of `{name}` cannot be built; `asepsis check` says more"))?;
        let places = film::standard(root)?.of(name).to_vec();
        Ok(Set { name: name.to_owned(), rooms, twin, places })
    }

    fn place(&self, name: &str) -> Result<&Place> {
        self.places.iter().find(|p| p.name == name).with_context(|| {
            let names: Vec<_> = self.places.iter().map(|p| p.name.as_str()).collect();
            format!("`{}` has no standard viewpoint `{name}`; it has: {}", self.name, names.join(", "))
        })
    }
}

pub fn run(words: &Words, args: &Args) -> Result<Answer> {
    let root = scenario::root()?;
    let set = Set::load(&root, &args.set)?;
    let from = args.from.as_deref().map(|name| set.place(name).cloned()).transpose()?;
    let lang = args.lang.into();
    if args.air == Some(Shown::First) && set.twin.first_air().is_none() {
        bail!("nothing stands open in filtered air in `{}`: leave out --air first, or name another set", set.name);
    }
    if let Some(file) = &args.shot {
        let from = from.map_or_else(|| start(&set.rooms.room), |place| place.viewpoint());
        Camera::new(&root, &set, lang)?.picture(&set, from, args.air, file)?;
        return Ok(Answer::Yes);
    }
    if let Some(folder) = &args.shots {
        shots(&root, &set, lang, args.air, folder)?;
        return Ok(Answer::Yes);
    }
    let name = set.name.clone();
    in_window(&root, set, from, lang).map_err(|trouble| match trouble.downcast_ref() {
        Some(NoWindow(why)) => anyhow!(words.say(lang, "look-no-window", &[("set", &name), ("why", why)])),
        None => trouble,
    })
}

#[cfg(feature = "desktop")]
fn in_window(root: &Path, set: Set, from: Option<Place>, lang: drill::Lang) -> Result<Answer> {
    desktop::look(root, set, from, lang)
}

#[cfg(not(feature = "desktop"))]
fn in_window(_: &Path, _: Set, _: Option<Place>, _: drill::Lang) -> Result<Answer> {
    Err(NoWindow("this program was built without one".into()).into())
}

/// What a person who stands at the start sees.
fn start(room: &Room) -> Viewpoint {
    let [x, z] = room.start.at;
    let turn = Quat::from_rotation_y(room.start.turn.to_radians());
    let from = Vec3::new(x, EYE_M, z);
    Viewpoint::Fixed(from.into(), (from + turn * Vec3::new(0.0, -0.15, -1.0)).into())
}

fn shots(root: &Path, set: &Set, lang: drill::Lang, air: Option<Shown>, folder: &Path) -> Result<()> {
    if set.places.is_empty() {
        bail!(
            "`{}` has no standard viewpoints: add some to {}, or name a file with --shot",
            set.name,
            film::VIEWPOINTS
        );
    }
    std::fs::create_dir_all(folder).with_context(|| format!("cannot make the folder {}", folder.display()))?;
    let mut camera = Camera::new(root, set, lang)?;
    for place in &set.places {
        let file = folder.join(format!("{}.png", place.name));
        camera.picture(set, place.viewpoint(), air, &file)?;
        println!("{}", file.display());
    }
    Ok(())
}

/// Photographs a set with nobody in it.
struct Camera {
    offscreen: Offscreen,
    portrayer: Portrayer,
    scene: Scene,
    lang: drill::Lang,
}

impl Camera {
    fn new(root: &Path, set: &Set, lang: drill::Lang) -> Result<Camera> {
        let room = &set.rooms.room;
        let assets = film::load_assets(root, room, set.rooms.air.as_ref())?;
        let portrayer = Portrayer::new(&set.twin, room, assets.models());
        let offscreen = Offscreen::new(Gpu::headless()?, &assets, SIZE);
        Ok(Camera { offscreen, portrayer, scene: Scene::default(), lang })
    }

    fn picture(&mut self, set: &Set, from: Viewpoint, air: Option<Shown>, file: &Path) -> Result<()> {
        let eye = from.eye(Pose::IDENTITY, SIZE[0] as f32 / SIZE[1] as f32);
        self.portrayer.portray_rooms(&set.twin, self.lang, &mut self.scene);
        let tracers = match (air, from) {
            (Some(Shown::Streaks), Viewpoint::Fixed(_, to)) => Some((Tracers::Streaks, Vec3::from(to))),
            (Some(Shown::Smoke), Viewpoint::Fixed(_, to)) => Some((Tracers::Smoke, Vec3::from(to) + Vec3::Y * OVER_M)),
            _ => None,
        };
        if let Some((tracers, from)) = tracers {
            for picture in 0..AIR_S * PER_S {
                let now_s = f64::from(picture) / f64::from(PER_S);
                self.scene.air = Some(Air { tracers, from, open: true, now_s });
                self.offscreen.let_air_pass(&self.scene);
            }
        }
        if air == Some(Shown::First) {
            let told = Told { lang: self.lang, air: Some(air::Shown::FirstAir), ..Told::default() };
            self.portrayer.first_air(&set.twin, &eye, &told, &mut self.scene);
        }
        let (image, _) = self.offscreen.picture(&self.scene, &eye)?;
        Ok(image.write_png(file)?)
    }
}
