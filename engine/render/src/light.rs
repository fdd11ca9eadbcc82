//! The baked light of a room: what reaches every fixed surface, what falls on what moves, what is mirrored.
//!
//! Made by `tools/forge` (`bake.py`) beside a room's models: `light.ktx2`, `grid.ktx2`, `probes.ktx2`. Radiances are
//! linear, in the unit in which a white wall is drawn at 0.7.

use crate::error::Error;
use crate::geometry::Geometry;
use crate::ktx::{self, Format, Texels};
use glam::Vec3;
use serde::Deserialize;
use std::collections::BTreeSet;
use std::path::Path;

/// More would be seen by nobody, and take 0.7 MiB of the GPU's memory each.
pub const MOST_PLACES: usize = 32;
/// Where it is looked up which picture holds: metres between lookups.
pub const PLAN_CELL_M: f32 = 0.05;

/// Where a picture of what is mirrored holds, a room or a piece of furniture; where it was taken; and the corners of the box
/// on whose walls it lies.
#[derive(Clone, Copy, Debug, PartialEq, Deserialize)]
pub struct Place {
    pub min: [f32; 3],
    pub max: [f32; 3],
    pub at: [f32; 3],
    pub walls: [[f32; 3]; 2],
}

/// Which picture holds where, seen from above.
#[derive(Clone, Debug, PartialEq)]
pub struct Plan {
    /// x and z of its corner, metres.
    pub min: [f32; 2],
    pub size: [u32; 2],
    /// Rows along x, from the smallest z.
    pub places: Vec<u8>,
}

#[derive(Clone, Debug)]
pub struct Light {
    /// How many vertices it was baked for, and a sum that says where they lie on the map; none for the studio.
    of: Option<(u64, u32)>,
    /// Irradiance / π on fixed surfaces.
    pub map: Texels,
    /// Irradiance / π on faces that look along +X −X +Y −Y +Z −Z, one volume after the other.
    pub grid: Texels,
    /// Its corner, and metres between its places.
    pub grid_min: [f32; 3],
    pub grid_cell: f32,
    /// A cube a place; each level mirrors a fifth more roughly.
    pub probes: Texels,
    /// At least one.
    pub places: Vec<Place>,
    pub plan: Plan,
}

#[derive(Deserialize)]
struct AboutGrid {
    min: [f32; 3],
    cell: f32,
}

#[derive(Deserialize)]
struct AboutProbes {
    places: Vec<Place>,
}

#[derive(Debug, Deserialize)]
struct AboutMap {
    of: (u64, u32),
}

impl Light {
    /// The light beside a room's models; none when there is no `light.ktx2`.
    pub fn open(folder: &Path) -> Result<Option<Light>, Error> {
        if !folder.join("light.ktx2").exists() {
            return Ok(None);
        }
        let (map, AboutMap { of }) = ktx::read(&folder.join("light.ktx2"), Format::SharedExponent)?;
        let (grid, AboutGrid { min, cell }) = ktx::read(&folder.join("grid.ktx2"), Format::SharedExponent)?;
        let path = folder.join("probes.ktx2");
        let (probes, AboutProbes { places }) = ktx::read(&path, Format::SharedExponent)?;
        let fits = (1..=MOST_PLACES).contains(&places.len()) && probes.size[2] as usize == 6 * places.len();
        let whole = |p: &[f32; 3]| p.iter().all(|x| x.abs() < 1e4);
        let placed = places.iter().all(|p| [p.min, p.max, p.at, p.walls[0], p.walls[1]].iter().all(whole));
        if !fits || !placed || probes.size[0] != probes.size[1] {
            let why = format!("its places are not 1 to {MOST_PLACES} with a cube each");
            return Err(Error::Model { path, why });
        }
        if grid.size[2] % 6 != 0 || !(whole(&min) && cell > 0.0) {
            let why = "it is not six volumes at a place".into();
            return Err(Error::Model { path: folder.join("grid.ktx2"), why });
        }
        let plan = Plan::new(&places);
        Ok(Some(Light { of: Some(of), map, grid, grid_min: min, grid_cell: cell, probes, places, plan }))
    }

    /// Was it baked for these models?
    pub fn fits(&self, geometry: &Geometry) -> bool {
        let fixed = geometry.parts.iter().filter(|p| geometry.groups[p.group].fixed);
        let indices = fixed.flat_map(|p| &geometry.indices[p.indices.start as usize..p.indices.end as usize]);
        let vertices: BTreeSet<u32> = indices.copied().collect();
        let place = |v: &u32| geometry.vertices[*v as usize].light.map(u32::from);
        let sum = vertices.iter().map(place).fold(0u32, |sum, [u, v]| sum.wrapping_add(3 * u + 7 * v));
        self.of.is_none_or(|of| of == (vertices.len() as u64, sum))
    }

    /// Light without a room: bright from above, even all around. For shapes and models that stand nowhere.
    pub fn studio() -> Light {
        let (ceiling, walls, floor) = (Vec3::new(0.95, 0.96, 0.97), Vec3::splat(0.72), Vec3::splat(0.45));
        let around = [walls, walls, ceiling, floor, walls, walls].map(shared_exponent);
        let (min, max) = ([-1e3; 3], [1e3; 3]);
        Light {
            of: None,
            map: Texels { size: [1, 1, 1], levels: vec![shared_exponent(walls).to_vec()] },
            grid: Texels { size: [1, 1, 6], levels: vec![around.concat()] },
            grid_min: [0.0; 3],
            grid_cell: 1.0,
            probes: Texels { size: [1, 1, 6], levels: vec![around.concat()] },
            places: vec![Place { min, max, at: [0.0; 3], walls: [min, max] }],
            plan: Plan { min: [0.0; 2], size: [1, 1], places: vec![0] },
        }
    }
}

impl Plan {
    fn new(places: &[Place]) -> Plan {
        let corner = |pick: fn(f32, f32) -> f32, of: fn(&Place) -> [f32; 3], axis: usize| {
            places.iter().map(|p| of(p)[axis]).reduce(pick).unwrap_or(0.0)
        };
        let min = [0, 2].map(|axis| corner(f32::min, |p| p.min, axis));
        let max = [0, 2].map(|axis| corner(f32::max, |p| p.max, axis));
        let size = [0, 1].map(|i| (((max[i] - min[i]) / PLAN_CELL_M).ceil() as u32).clamp(1, 1024));
        let middle = |i: u32, axis: usize| min[axis] + (i as f32 + 0.5) * PLAN_CELL_M;
        let nearest = |x: f32, z: f32| {
            let out = |p: &Place, at: f32, axis: usize| (p.min[axis] - at).max(at - p.max[axis]).max(0.0);
            let away = |p: &Place| out(p, x, 0) + out(p, z, 2);
            // Of two that hold here, the smaller: a room within a room, a bench in a room.
            let area = |p: &Place| (p.max[0] - p.min[0]) * (p.max[2] - p.min[2]);
            let order = |(_, a): &(usize, &Place), (_, b): &(usize, &Place)| {
                away(a).total_cmp(&away(b)).then(area(a).total_cmp(&area(b)))
            };
            places.iter().enumerate().min_by(order).expect("there is a place").0 as u8
        };
        let cells = (0..size[1]).flat_map(|j| (0..size[0]).map(move |i| (i, j)));
        Plan { min, size, places: cells.map(|(i, j)| nearest(middle(i, 0), middle(j, 1))).collect() }
    }
}

/// One texel.
fn shared_exponent(colour: Vec3) -> [u8; 4] {
    let exponent = (libm::log2f(colour.max_element().max(1e-5)).floor() as i32 + 1).max(-15);
    let mantissa = colour.to_array().map(|x| ((x / libm::exp2f((exponent - 9) as f32)).round() as u32).min(511));
    (mantissa[0] | mantissa[1] << 9 | mantissa[2] << 18 | ((exponent + 15) as u32) << 27).to_le_bytes()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn of_pictures_that_hold_at_one_place_the_smallest_is_mirrored() {
        let place = |min, max| Place { min, max, at: [0.0; 3], walls: [min, max] };
        let outer = place([0.0, 0.0, -4.0], [4.0, 3.0, 0.0]);
        let inner = place([1.0, 0.0, -2.0], [2.0, 1.0, -1.0]);
        let plan = Plan::new(&[outer, inner]);
        let at = |x: f32, z: f32| {
            let [i, j] = [(x - plan.min[0]) / PLAN_CELL_M, (z - plan.min[1]) / PLAN_CELL_M].map(|n| n as u32);
            plan.places[(j * plan.size[0] + i) as usize]
        };
        assert_eq!(plan.size, [80, 80]);
        assert_eq!([at(0.1, -0.1), at(1.5, -1.5), at(3.9, -3.9), at(2.1, -1.5)], [0, 1, 0, 0]);
    }

    #[test]
    fn a_colour_keeps_its_three_numbers() {
        let word = u32::from_le_bytes(shared_exponent(Vec3::new(1.0, 0.5, 0.25)));
        let scale = libm::exp2f((word >> 27) as f32 - 24.0);
        let channels = [0, 9, 18].map(|shift| (word >> shift & 511) as f32 * scale);
        assert_eq!(channels, [1.0, 0.5, 0.25]);
    }
}
