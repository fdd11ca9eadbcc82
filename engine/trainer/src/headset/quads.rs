//! Panels that are read, each in a picture of its own under the picture of the eyes: drawn when its words change, and
//! then as sharp as the eye sees it.

use render::{BORDER_PX, Pages, Renderer};
use scene::{Eye, Panel, Scene};
use std::hash::{DefaultHasher, Hash, Hasher};
use tape::Pose;
use xr::Headset;

/// Pixels along a side: fewer than a letter has, and more than every headset's device can draw.
const SIDES_PX: [f32; 2] = [16.0, 2048.0];
/// Parts of a panel's width in which letters are told apart by height.
const FINE: f32 = 4096.0;

pub struct Quads {
    pages: Pages,
    /// What each panel's picture shows, as a hash of it.
    shown: Vec<Option<u64>>,
    /// Distance from the eyes, and panel.
    far_first: Vec<(f32, usize)>,
}

impl Quads {
    pub fn new(renderer: &Renderer) -> Quads {
        Quads { pages: renderer.pages(), shown: Vec::new(), far_first: Vec::new() }
    }

    /// Hangs the panels of a scene that are read, the nearest where there is not room for all, and leaves holes for them
    /// in the scene. All other panels stay in it.
    pub fn hang(
        &mut self,
        headset: &mut Headset,
        scene: &mut Scene,
        eyes: &[Eye; 2],
        stage_from_room: Pose,
    ) -> Result<(), xr::Error> {
        self.shown.resize(scene.panels.len(), None);
        self.far_first.clear();
        let eye = eyes[0].room_from_eye.translation;
        for (i, panel) in scene.panels.iter_mut().enumerate() {
            panel.apart = false;
            if panel.read_from_m > 0.0 && !panel.hidden && panel.background[3] > 0.0 {
                self.far_first.push((panel.position.distance_squared(eye.into()), i));
            }
        }
        self.far_first.sort_unstable_by(|a, b| b.0.total_cmp(&a.0));
        let too_many = self.far_first.len().saturating_sub(headset.quads().room());
        let [left, right, ..] = eyes[0].tangents;
        let per_tangent = headset.found().size[0] as f32 / (left + right);
        for hung in 0..self.far_first.len() - too_many {
            let (_, i) = self.far_first[too_many + hung];
            let panel = &mut scene.panels[i];
            match self.draw(headset, i, panel, per_tangent) {
                Ok(()) => {}
                // A runtime may have no memory for one more; the scene has.
                Err(xr::Error::Refused { .. }) => {
                    headset.quads().limit(hung);
                    return Ok(());
                }
                Err(over) => return Err(over),
            }
            let size = headset.quads().size(i).expect("it is drawn");
            let whole = [0, 1].map(|k| panel.size[k] * size[k] as f32 / (size[k] - 2 * BORDER_PX) as f32);
            let room_from_panel = Pose { position: panel.position, rotation: panel.rotation };
            headset.quads().hang(i, stage_from_room.then(room_from_panel), whole);
            panel.apart = true;
        }
        Ok(())
    }

    /// Draws a panel's picture where it is not drawn yet.
    fn draw(&mut self, headset: &mut Headset, i: usize, panel: &Panel, per_tangent: f32) -> Result<(), xr::Error> {
        let wanted = pixels(panel, per_tangent);
        let quads = headset.quads();
        let fits = |size: [u32; 2]| (0..2).all(|k| size[k].abs_diff(wanted[k]) * 20 <= wanted[k]);
        if !quads.size(i).is_some_and(fits) {
            self.shown[i] = None;
            quads.make(i, wanted)?;
        }
        let says = Some(hash(panel));
        if self.shown[i] != says {
            let size = quads.size(i).expect("it is made");
            self.pages.draw(panel, size, &quads.acquire(i)?.view);
            quads.release(i)?;
            self.shown[i] = says;
        }
        Ok(())
    }
}

/// As many as the eye has for it where it is read, and the border.
fn pixels(panel: &Panel, per_tangent: f32) -> [u32; 2] {
    let [least, most] = SIDES_PX;
    panel.size.map(|metres| {
        (metres / panel.read_from_m * per_tangent).ceil().clamp(least, most - 2.0 * BORDER_PX as f32) as u32
            + 2 * BORDER_PX
    })
}

/// Of what a panel shows: not where, nor how large, for a caption grows and shrinks with its distance.
fn hash(panel: &Panel) -> u64 {
    let mut hasher = DefaultHasher::new();
    let share = |metres: f32| (metres / panel.size[0] * FINE).round() as u32;
    let bits = |colour: [f32; 4]| colour.map(f32::to_bits);
    (panel.centred, bits(panel.background), share(panel.size[1])).hash(&mut hasher);
    share(panel.indent).hash(&mut hasher);
    for disc in &panel.discs {
        (disc.at.map(share), share(disc.radius), bits(disc.colour)).hash(&mut hasher);
    }
    for line in &panel.lines {
        (&line.text, share(line.height), bits(line.colour)).hash(&mut hasher);
    }
    hasher.finish()
}

#[cfg(test)]
mod tests {
    use super::*;
    use scene::{Disc, Line};

    fn caption(scale: f32) -> Panel {
        let line = Line { text: "Pressez".into(), height: 0.036 * scale, colour: [1.0; 4] };
        Panel {
            size: [0.9 * scale, 0.22 * scale],
            read_from_m: 1.25 * scale,
            background: [0.1, 0.1, 0.1, 0.85],
            lines: vec![line],
            ..Panel::default()
        }
    }

    #[test]
    fn a_caption_that_comes_nearer_is_the_same_picture() {
        for scale in [0.31, 0.5, 0.777, 0.9999] {
            assert_eq!(hash(&caption(scale)), hash(&caption(1.0)), "{scale}");
            let (a, b) = (pixels(&caption(scale), 700.0), pixels(&caption(1.0), 700.0));
            assert!(a[0].abs_diff(b[0]) <= 1 && a[1].abs_diff(b[1]) <= 1, "{a:?} {b:?}");
        }
    }

    #[test]
    fn whatever_is_seen_to_change_is_drawn_anew() {
        let changes: [fn(&mut Panel); 7] = [
            |p| p.lines[0].text.push('!'),
            |p| p.lines[0].colour[1] = 0.5,
            |p| p.lines[0].height *= 1.1,
            |p| p.background[0] = 0.2,
            |p| p.centred = true,
            |p| p.indent = 0.1,
            |p| p.discs.push(Disc { at: [0.1; 2], radius: 0.05, colour: [1.0; 4] }),
        ];
        for (i, change) in changes.into_iter().enumerate() {
            let mut panel = caption(1.0);
            change(&mut panel);
            assert_ne!(hash(&panel), hash(&caption(1.0)), "change {i}");
        }
    }

    #[test]
    fn a_pixel_of_a_panel_is_no_larger_than_one_of_the_eye() {
        // 2064 pixels for 108° across: a common headset.
        // The tangent of 54°.
        let per_tangent = 2064.0 / (2.0 * 1.376_38);
        let panel = caption(1.0);
        let [width, _] = pixels(&panel, per_tangent);
        assert!((width - 2 * BORDER_PX) as f32 >= 0.9 / 1.25 * per_tangent);
        assert!(pixels(&Panel { size: [90.0, 0.001], ..panel }, per_tangent).iter().all(|n| (16..=2048).contains(n)));
    }
}
