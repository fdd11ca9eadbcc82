//! From a pattern to particles: the grid of each tube, the seams between tubes, the parcel a garment is folded to, and
//! the names of its surfaces. Done once; nothing here changes afterwards.

use crate::room::{Feature, Limb, Pattern, Region, Tube};
use crate::{Id, Names};
use glam::{Vec2, Vec3};

/// A tube of a garment: `rings` × `around` particles from `first` on, ring by ring from the entry.
#[derive(Clone, Debug)]
pub struct TubeCut {
    /// `coverall.leg_left`.
    pub id: Id,
    pub name: String,
    /// Its outer and its inner face.
    pub outer: Id,
    pub inner: Id,
    pub first: usize,
    pub rings: usize,
    pub around: usize,
    /// Metres from the entry ring to the exit ring when nothing is gathered.
    pub length: f32,
    /// Metres between two rings.
    pub axial: f32,
    /// Metres, one a ring.
    pub radii: Vec<f32>,
    /// Metres between neighbours on a ring.
    pub chords: Vec<f32>,
    pub limbs: Vec<Limb>,
    pub closed: bool,
    /// Metres from the limb's tip to the exit rim (to the entry rim of a closed tube) when worn.
    pub rest_m: f32,
    pub rests_within_m: f32,
    /// The tube it is sewn to.
    pub host: Option<usize>,
    /// Unit vectors of the ring's plane in the assembled garment, one a particle of a ring: cos and sin of its angle.
    pub circle: Vec<Vec2>,
    /// cm² of cloth that a particle stands for.
    pub area_cm2: f32,
    /// Rings and angles where there is no cloth (the face opening of a hood).
    pub hole: Option<([usize; 2], [f32; 2])>,
    /// Angles run the other way round where the limb's tip is above its root.
    pub mirrored: bool,
}

impl TubeCut {
    pub fn particle(&self, ring: usize, k: usize) -> usize {
        self.first + ring * self.around + k
    }

    pub fn count(&self) -> usize {
        self.rings * self.around
    }

    /// Degrees of the `k`-th particle of a ring: 0 front, 90 left.
    pub fn degrees(&self, k: usize) -> f32 {
        let d = 360.0 * k as f32 / self.around as f32;
        if self.mirrored && k > 0 { 360.0 - d } else { d }
    }

    /// The particle of a ring nearest to a side.
    pub fn at_side(&self, degrees: f32) -> usize {
        let d = if self.mirrored { 360.0 - degrees } else { degrees };
        libm::roundf(d / 360.0 * self.around as f32) as usize % self.around
    }

    /// Is there cloth at this share of the length (0 entry … 1 exit) and this side?
    pub fn has_cloth(&self, along: f32, degrees: f32) -> bool {
        let Some((rings, sides)) = self.hole else { return true };
        let ring = along * (self.rings - 1) as f32;
        !(ring >= rings[0] as f32 && ring <= rings[1] as f32 && between(degrees, sides))
    }
}

/// Is an angle in `[from, to]`, going up from `from` (so that `[315, 45]` is the front quarter)?
pub fn between(degrees: f32, [from, to]: [f32; 2]) -> bool {
    if from <= to { degrees >= from && degrees <= to } else { degrees >= from || degrees <= to }
}

/// Two particles of neighbouring tubes that may not be farther apart than `rest` metres.
#[derive(Clone, Copy, Debug)]
pub struct Seam {
    pub a: u16,
    pub b: u16,
    pub rest: f32,
}

/// Where on a garment a feature is.
#[derive(Clone, Debug)]
pub struct FeatureCut {
    /// `coverall.zip`.
    pub id: Id,
    pub tube: usize,
    pub what: FeatureKind,
}

#[derive(Clone, Debug)]
pub enum FeatureKind {
    Zip {
        from: u16,
        to: u16,
        k: usize,
    },
    Press {
        particle: usize,
        hold_s: f32,
    },
    /// Garments and tubes whose inside counts.
    Tuck {
        inside: Vec<(usize, usize)>,
    },
    Overlap {
        over: Vec<(usize, usize)>,
    },
    Seat,
}

/// A garment cut and sewn.
#[derive(Clone, Debug)]
pub struct Cut {
    /// The garment's name as an id.
    pub id: Id,
    pub pattern: String,
    pub tubes: Vec<TubeCut>,
    pub seams: Vec<Seam>,
    pub features: Vec<FeatureCut>,
    /// Share of its length that a tube has while folded.
    pub folded: f32,
    /// The folded parcel: metres from the middle of its underside, the way it would be worn looking along −Z.
    pub parcel: Vec<Vec3>,
    pub triangles: Vec<[u16; 3]>,
    /// Surface of the outer and the inner face, one a particle.
    pub out: Vec<Id>,
    pub inside: Vec<Id>,
    /// Tube of each particle.
    pub tube_of: Vec<u8>,
}

/// One face of a tube, or a region of it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Face {
    pub surface: Id,
    /// cm² of cloth; 0 for a face that regions have taken whole.
    pub area_cm2: f64,
    /// What then stands for it.
    pub instead: Id,
    /// The outside of a glove.
    pub is_of_hand: bool,
}

impl Cut {
    /// Tube by tube: its outside, its inside, and what regions these have.
    pub fn faces(&self) -> impl Iterator<Item = Face> {
        self.tubes.iter().flat_map(move |tube| {
            let all = tube.first..tube.first + tube.count();
            let mut surfaces = vec![tube.outer, tube.inner];
            surfaces.extend(self.out[all.clone()].iter().chain(&self.inside[all.clone()]));
            surfaces.sort();
            surfaces.dedup();
            let is_glove = tube.closed && tube.limbs.iter().any(|l| matches!(l, Limb::HandLeft | Limb::HandRight));
            surfaces.into_iter().map(move |surface| {
                let is_cloth = |i: usize| {
                    let (ring, k) = ((i - tube.first) / tube.around, (i - tube.first) % tube.around);
                    tube.has_cloth(ring as f32 / (tube.rings - 1) as f32, tube.degrees(k))
                };
                let of = |faces: &[Id]| all.clone().filter(|&i| faces[i] == surface && is_cloth(i)).count();
                let instead = if surface == tube.inner { self.inside[tube.first] } else { self.out[tube.first] };
                Face {
                    surface,
                    area_cm2: (of(&self.out) + of(&self.inside)) as f64 * f64::from(tube.area_cm2),
                    instead,
                    is_of_hand: is_glove && surface == tube.outer,
                }
            })
        })
    }

    /// Cuts `garment` after `pattern`. Fails with one sentence when the pattern does not hold together.
    pub fn new(garment: &str, pattern_name: &str, pattern: &Pattern, names: &mut Names) -> Result<Cut, String> {
        let fail = |what: String| Err(format!("pattern `{pattern_name}`: {what}"));
        let mut cut = Cut {
            id: names.intern(garment),
            pattern: pattern_name.to_owned(),
            tubes: Vec::new(),
            seams: Vec::new(),
            features: Vec::new(),
            folded: pattern.folded,
            parcel: Vec::new(),
            triangles: Vec::new(),
            out: Vec::new(),
            inside: Vec::new(),
            tube_of: Vec::new(),
        };
        if !(0.02..=1.0).contains(&pattern.folded) {
            return fail(format!("`folded` is {}; it must lie between 0.02 and 1", pattern.folded));
        }
        for tube in &pattern.tubes {
            if tube.rings < 2 || tube.around < 4 || tube.length <= 0.0 || tube.radius.iter().any(|r| *r <= 0.0) {
                return fail(format!(
                    "tube `{}` needs at least 2 rings of 4 particles, a length and radii above 0",
                    tube.id
                ));
            }
            let host = match &tube.sewn_to {
                None => None,
                Some(sewn) => match cut.tubes.iter().position(|t| t.name == sewn.tube) {
                    Some(h) if (sewn.ring as usize) < cut.tubes[h].rings => Some(h),
                    _ => {
                        return fail(format!(
                            "tube `{}` is sewn to ring {} of `{}`, which does not come before it in the list",
                            tube.id, sewn.ring, sewn.tube
                        ));
                    }
                },
            };
            cut.add_tube(garment, tube, host, names);
            if cut.tube_of.len() > 4096 {
                return fail("more than 4096 particles; use fewer rings".to_owned());
            }
        }
        if cut.tubes.is_empty() || cut.tubes.len() > 16 {
            return fail("a garment has 1 to 16 tubes".to_owned());
        }
        let assembled = cut.lay(pattern, 1.0);
        cut.sew(pattern, &assembled);
        cut.parcel = cut.lay(pattern, pattern.folded);
        cut.flatten();
        Ok(cut)
    }

    fn add_tube(&mut self, garment: &str, tube: &Tube, host: Option<usize>, names: &mut Names) {
        let (rings, around) = (tube.rings as usize, tube.around as usize);
        let [entry, exit] = tube.radius;
        let radii: Vec<f32> = (0..rings).map(|r| entry + (exit - entry) * r as f32 / (rings - 1) as f32).collect();
        let half_step = core::f32::consts::PI / around as f32;
        let chords = radii.iter().map(|r| 2.0 * r * libm::sinf(half_step)).collect();
        let circle = (0..around)
            .map(|k| {
                let a = 2.0 * half_step * k as f32;
                Vec2::new(libm::cosf(a), libm::sinf(a))
            })
            .collect();
        let cut = TubeCut {
            id: names.intern(&format!("{garment}.{}", tube.id)),
            name: tube.id.clone(),
            outer: names.intern(&format!("{garment}.{}.out", tube.id)),
            inner: names.intern(&format!("{garment}.{}.in", tube.id)),
            first: self.tube_of.len(),
            rings,
            around,
            length: tube.length,
            axial: tube.length / (rings - 1) as f32,
            radii,
            chords,
            limbs: tube.limbs.clone(),
            closed: tube.closed,
            rest_m: tube.rest_m,
            rests_within_m: tube.rests_within_m,
            host,
            circle,
            area_cm2: core::f32::consts::PI * (entry + exit) * tube.length * 1e4 / (rings * around) as f32,
            hole: tube.hole.as_ref().map(|h| (h.rings.map(usize::from), h.around)),
            mirrored: tube.limbs.contains(&Limb::Head),
        };
        let (out, inside) = (cut.outer, cut.inner);
        let region = |face: &str, ring: usize, degrees: f32, names: &mut Names| {
            let holds = |r: &&Region| {
                r.face == face
                    && (r.rings[0] as usize..=r.rings[1] as usize).contains(&ring)
                    && r.around.is_none_or(|sides| between(degrees, sides))
            };
            tube.regions.iter().find(holds).map(|r| names.intern(&format!("{garment}.{}", r.id)))
        };
        for ring in 0..rings {
            for k in 0..around {
                let degrees = cut.degrees(k);
                self.out.push(region("out", ring, degrees, names).unwrap_or(out));
                self.inside.push(region("in", ring, degrees, names).unwrap_or(inside));
                self.tube_of.push(self.tubes.len() as u8);
            }
        }
        for ring in 0..rings - 1 {
            for k in 0..around {
                let next = (k + 1) % around;
                let middle = 360.0 * (k as f32 + 0.5) / around as f32;
                let middle = if cut.mirrored { 360.0 - middle } else { middle };
                if !cut.has_cloth((ring as f32 + 0.5) / (rings - 1) as f32, middle) {
                    continue;
                }
                let quad = [(ring, k), (ring + 1, k), (ring + 1, next), (ring, next)];
                let [a, c, d, b] = quad.map(|(r, k)| cut.particle(r, k) as u16);
                self.triangles.extend([[a, c, d], [a, d, b]]);
            }
        }
        self.tubes.push(cut);
    }

    /// The garment as it would stand by itself with every tube at `gather` of its length: up is the way of the head.
    fn lay(&self, pattern: &Pattern, gather: f32) -> Vec<Vec3> {
        let mut p = Vec::with_capacity(self.tube_of.len());
        for (tube, source) in self.tubes.iter().zip(&pattern.tubes) {
            let front = Vec3::NEG_Z;
            let (origin, axis) = match (tube.host, &source.sewn_to) {
                (Some(h), Some(sewn)) => {
                    let host = &self.tubes[h];
                    let ring = sewn.ring as usize;
                    let centre = centre(&p, host, ring);
                    let side =
                        -Vec3::X * libm::sinf(sewn.side.to_radians()) + front * libm::cosf(sewn.side.to_radians());
                    if tube.limbs.iter().any(|l| matches!(l, Limb::HandLeft | Limb::HandRight)) {
                        (centre + side * host.radii[ring], (side * 0.5 - Vec3::Y * 0.866).normalize())
                    } else {
                        (centre + side * (host.radii[ring] - tube.radii[0]).max(0.0), Vec3::NEG_Y)
                    }
                }
                _ => match tube.limbs.first() {
                    Some(Limb::Head) => (Vec3::ZERO, Vec3::Y),
                    Some(Limb::HandLeft | Limb::HandRight) => (Vec3::ZERO, Vec3::NEG_Z),
                    _ => (Vec3::ZERO, Vec3::NEG_Y),
                },
            };
            let front = if axis.y.abs() < 0.1 { Vec3::Y } else { (front - axis * front.dot(axis)).normalize() };
            let left = (-axis).cross(front);
            for ring in 0..tube.rings {
                let middle = origin + axis * (tube.axial * gather * ring as f32);
                p.extend(tube.circle.iter().map(|c| middle + (front * c.x + left * c.y) * tube.radii[ring]));
            }
        }
        p
    }

    /// Sews every entry ring to the ring of its host by the nearest particles of both.
    fn sew(&mut self, pattern: &Pattern, assembled: &[Vec3]) {
        for (tube, source) in self.tubes.iter().zip(&pattern.tubes) {
            let (Some(h), Some(sewn)) = (tube.host, &source.sewn_to) else { continue };
            let host = &self.tubes[h];
            for k in 0..tube.around {
                let a = tube.particle(0, k);
                let nearest = (0..host.around)
                    .map(|k| host.particle(sewn.ring as usize, k))
                    .min_by(|&x, &y| {
                        (assembled[x] - assembled[a])
                            .length_squared()
                            .total_cmp(&(assembled[y] - assembled[a]).length_squared())
                    })
                    .expect("a ring has particles");
                let rest = (assembled[nearest] - assembled[a]).length().max(0.01);
                self.seams.push(Seam { a: a as u16, b: nearest as u16, rest });
            }
        }
    }

    /// Presses the laid garment to a parcel that stands on its underside: gloves lie flat, a folded set is half as deep
    /// and three quarters as wide as it would hang, what is not folded keeps its form (design).
    fn flatten(&mut self) {
        let lies = self.tubes[0].limbs.iter().any(|l| matches!(l, Limb::HandLeft | Limb::HandRight));
        let press = match (lies, self.folded < 0.9) {
            (true, _) => Vec3::new(1.0, 0.5, 1.0),
            (false, true) => Vec3::new(0.75, 1.0, 0.5),
            (false, false) => Vec3::ONE,
        };
        let (min, max) = self.parcel.iter().fold((Vec3::MAX, Vec3::MIN), |(lo, hi), p| (lo.min(*p), hi.max(*p)));
        let under = ((min + max) * 0.5).with_y(min.y);
        for p in &mut self.parcel {
            *p = (*p - under) * press + Vec3::Y * 0.006;
        }
    }

    /// Adds the features, once all garments of the room are cut: tucks and overlaps speak of other garments.
    pub fn add_features(
        &mut self,
        garment: &str,
        pattern: &Pattern,
        all: &[Cut],
        names: &mut Names,
    ) -> Result<(), String> {
        for feature in &pattern.features {
            let (id, tube) = feature.id_and_tube();
            let Some(tube) = self.tubes.iter().position(|t| t.name == tube) else {
                return Err(format!(
                    "pattern `{}`: feature `{id}` lies on `{tube}`, which is no tube of it",
                    self.pattern
                ));
            };
            let on = &self.tubes[tube];
            let ring_fits = |ring: u16| (ring as usize) < on.rings;
            let others = |pattern: &str, name: &str| -> Vec<(usize, usize)> {
                let of = all.iter().enumerate().filter(|(_, c)| c.pattern == pattern);
                of.filter_map(|(g, c)| c.tubes.iter().position(|t| t.name == name).map(|t| (g, t))).collect()
            };
            let what = match feature {
                Feature::Zip { from, to, side, .. } if ring_fits(*from) && ring_fits(*to) => {
                    FeatureKind::Zip { from: *from, to: *to, k: on.at_side(*side) }
                }
                Feature::Press { ring, side, hold_s, .. } if ring_fits(*ring) => {
                    FeatureKind::Press { particle: on.particle(*ring as usize, on.at_side(*side)), hold_s: *hold_s }
                }
                Feature::Zip { .. } | Feature::Press { .. } => {
                    return Err(format!(
                        "pattern `{}`: feature `{id}` names a ring that `{}` has not",
                        self.pattern, on.name
                    ));
                }
                Feature::Tuck { inside, inside_tube, .. } => FeatureKind::Tuck { inside: others(inside, inside_tube) },
                Feature::Overlap { over, over_tube, .. } => FeatureKind::Overlap { over: others(over, over_tube) },
                Feature::Seat { .. } => FeatureKind::Seat,
            };
            self.features.push(FeatureCut { id: names.intern(&format!("{garment}.{id}")), tube, what });
        }
        Ok(())
    }
}

/// Middle of a ring.
pub fn centre(p: &[Vec3], tube: &TubeCut, ring: usize) -> Vec3 {
    let from = tube.particle(ring, 0);
    p[from..from + tube.around].iter().sum::<Vec3>() / tube.around as f32
}

#[cfg(test)]
mod tests {
    use super::super::testing::{kit, names_of};
    use super::*;

    #[test]
    fn every_pattern_of_the_gowning_kit_can_be_cut() {
        for (name, pattern) in &kit().patterns {
            let cut = Cut::new(name, name, pattern, &mut Names::default()).unwrap();
            assert_eq!(cut.parcel.len(), cut.out.len());
            assert!(cut.parcel.iter().all(|p| p.is_finite() && p.y > 0.0), "{name}");
            assert!(!cut.triangles.is_empty());
        }
        let coverall = Cut::new("coverall", "coverall", &kit().patterns["coverall"], &mut Names::default()).unwrap();
        assert!((300..=360).contains(&coverall.parcel.len()), "{} particles", coverall.parcel.len());
        assert!(!coverall.seams.is_empty());
    }

    #[test]
    fn triangles_look_outwards() {
        let mut names = Names::default();
        for (name, pattern) in &kit().patterns {
            let cut = Cut::new(name, name, pattern, &mut names).unwrap();
            let p = cut.lay(pattern, 1.0);
            for t in &cut.triangles {
                let [a, b, c] = t.map(|i| p[i as usize]);
                let tube = &cut.tubes[cut.tube_of[t[0] as usize] as usize];
                let middle = (a + b + c) / 3.0;
                let axis = (centre(&p, tube, tube.rings - 1) - centre(&p, tube, 0)).normalize();
                let from_axis = middle - centre(&p, tube, 0);
                let outward = from_axis - axis * from_axis.dot(axis);
                assert!((b - a).cross(c - a).dot(outward) > 0.0, "{name}: {}", tube.name);
            }
        }
    }

    #[test]
    fn named_regions_replace_the_name_of_the_face() {
        let (cut, names) = names_of("mask");
        let front: Vec<&str> = cut.out.iter().map(|&id| names.name(id)).collect();
        assert!(front.contains(&"mask.front") && front.contains(&"mask.loops"), "{front:?}");
    }

    #[test]
    fn a_pattern_that_does_not_hold_together_is_refused_in_a_sentence() {
        let mut pattern = kit().patterns["coverall"].clone();
        pattern.tubes[1].sewn_to.as_mut().unwrap().tube = "collar".to_owned();
        let error = Cut::new("coverall", "coverall", &pattern, &mut Names::default()).unwrap_err();
        assert!(error.contains("coverall") && error.contains("collar"), "{error}");
    }
}
