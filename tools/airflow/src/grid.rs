//! A room as cells: where air is, which walls let air in or out, and how much.

use crate::lattice::{C, weight};
use crate::room::{Air, Face, Faces, Models, Room, Trouble};
use crate::solver::Cell;
use twin::air::flow::Passage;

/// Air this near to the face of a box is outside it, metres.
const TOLERANCE: f32 = 1e-3;
/// More cells than a desk's memory holds.
const MOST_CELLS: usize = 30_000_000;
/// The fastest supply, return or gap moves this many cells a step: as fast as can be while the air stays nearly
/// incompressible (Mach 0.26 there, below 0.1 in the room).
const FASTEST: f64 = 0.15;

pub struct Grid {
    /// Cells along x, y, z with one layer of wall all round.
    pub size: [usize; 3],
    /// Low corner of the air, metres.
    pub origin: [f32; 3],
    pub cell_m: f32,
    /// Seconds a step.
    pub step_s: f64,
    pub cells: Vec<Cell>,
    pub rooms: Vec<Enclosure>,
    pub terminals: Vec<Terminal>,
}

/// Stages that share their air: nothing but benches between them.
pub struct Enclosure {
    /// `z0 + z1`.
    pub name: String,
    /// m³ of the stages.
    pub volume_m3: f64,
    /// m³/s from its filters.
    pub supplied: f64,
    /// Its cells.
    pub air: Vec<usize>,
    /// Which of the grid's terminals are its filters, and which take from it.
    pub supplies: Vec<usize>,
    pub draws: Vec<usize>,
}

/// Wall cells that air passes: a filter, a return, the gap under a door.
pub struct Terminal {
    pub name: String,
    /// Which way air moves through it.
    pub way: [i32; 3],
    /// m³/s.
    pub flow: f64,
    /// Faces that air passes, in areas of a cell: an edge cut off by a wall counts less.
    faces: f64,
    cells: Vec<usize>,
}

impl Grid {
    /// What passes the walls, a face of a cell each, by the numbers that cells have in a [`Flow`](twin::air::flow::Flow).
    pub fn passages(&self) -> Vec<Passage> {
        let [nx, ny, _] = self.size;
        let air = |wall: usize, way: [i32; 3]| {
            let cell = beyond(self, wall, way);
            let [x, y, z] = [cell % nx, cell / nx % ny, cell / nx / ny];
            let number = || (x - 1) + (nx - 2) * ((y - 1) + (ny - 2) * (z - 1));
            (self.cells.get(cell) == Some(&Cell::Air)).then(|| number() as u32)
        };
        let mut passages = Vec::new();
        for t in &self.terminals {
            let ends = t.cells.iter().map(|wall| [air(*wall, t.way.map(|w| -w)), air(*wall, t.way)]);
            let through: Vec<_> = ends.filter(|[from, to]| from.is_some() || to.is_some()).collect();
            let m3_per_s = (t.flow / through.len() as f64) as f32;
            passages.extend(through.into_iter().map(|[from, to]| Passage { from, to, m3_per_s }));
        }
        passages
    }
}

impl Terminal {
    pub fn cells(&self) -> &[usize] {
        &self.cells
    }

    /// Mean speed through the cells it covers, m/s.
    pub fn speed(&self, cell_m: f32) -> f64 {
        self.flow / (self.faces * f64::from(cell_m) * f64::from(cell_m))
    }
}

/// Lays the room out as cells.
///
/// # Errors
/// The room cannot be laid out, or its flows cannot be balanced.
pub fn lay_out(room: &Room, air: &Air, models: &Models, room_file: &str, air_file: &str) -> Result<Grid, Trouble> {
    let zones = zones_of_stages(room, air, room_file, air_file)?;
    let supplies =
        air.stages.iter().map(|s| open_faces(room, air, models, &s.supply, &format!("{air_file}: stage {:?}", s.id)));
    let supplies = supplies.collect::<Result<Vec<_>, _>>()?;
    // The ceiling lies on the walls.
    let height = room.solids.iter().map(|s| s.max[1]).fold(0.0, f32::max);
    let mut grid = boxes(room, air, height, room_file, air_file)?;
    let (enclosure_of, mut rooms) = enclosures(&grid);
    let mut taken_back = vec![0.0; rooms.len()];

    for ((stage, faces), zones) in air.stages.iter().zip(&supplies).zip(&zones) {
        let place = format!("{air_file}: stage {:?}", stage.id);
        let mut terminals = Vec::new();
        for (k, face) in faces.iter().enumerate() {
            terminals.push(terminal(&grid, &format!("{}.supply.{k}", stage.id), face, 1, &place)?);
        }
        let mine = enclosure_of[beyond(&grid, terminals[0].cells[0], terminals[0].way)];
        let all: f64 = terminals.iter().map(|t| t.faces).sum();
        let (volume, flow) = match (&stage.air_changes_per_h, &stage.speed_m_per_s) {
            (_, Some(speed)) => (0.0, f64::from(speed.value) * all * f64::from(air.cell_m).powi(2)),
            (changes, None) => {
                let floors = zones.iter().map(|z| [0, 1].map(|a| room.zones[*z].max[a] - room.zones[*z].min[a]));
                let volume = f64::from(floors.map(|[x, z]| x * z).sum::<f32>() * height);
                (volume, volume * changes.as_ref().map_or(0.0, |c| f64::from(c.value)) / 3600.0)
            }
        };
        for t in &mut terminals {
            t.flow = flow * t.faces / all;
        }
        grid.terminals.extend(terminals);
        let mut back = Vec::new();
        for wanted in &stage.takes_back {
            for face in models.faces(wanted, &place)? {
                back.push(terminal(&grid, &format!("{}.back.{}", stage.id, back.len()), &face, -1, &place)?);
            }
        }
        let all: f64 = back.iter().map(|t| t.faces).sum();
        for mut it in back {
            it.flow = flow * it.faces / all;
            taken_back[mine] += it.flow;
            grid.terminals.push(it);
        }
        let it = &mut rooms[mine];
        it.name = if it.name.is_empty() { stage.id.clone() } else { format!("{} + {}", it.name, stage.id) };
        it.volume_m3 += volume;
        it.supplied += flow;
    }
    let mut surplus: Vec<f64> = rooms.iter().zip(&taken_back).map(|(r, back)| r.supplied - back).collect();
    for door in &room.doors {
        let gap = gap(&grid, room, air, door, room_file)?;
        let [from, to] = [gap.way.map(|w| -w), gap.way].map(|way| enclosure_of[beyond(&grid, gap.cells[0], way)]);
        surplus[from] -= gap.flow;
        surplus[to] += gap.flow;
        grid.terminals.push(gap);
    }
    for (k, mine) in rooms.iter().enumerate() {
        let mut returns = Vec::new();
        for stage in &air.stages {
            let place = format!("{air_file}: stage {:?}", stage.id);
            for wanted in &stage.returns {
                for face in models.faces(wanted, &place)? {
                    let it = terminal(&grid, &wanted.name(), &face, -1, &place)?;
                    if enclosure_of[beyond(&grid, it.cells[0], it.way.map(|w| -w))] == k {
                        returns.push(it);
                    }
                }
            }
        }
        if mine.name.is_empty() {
            let place = format!("{air_file}: stages");
            return Err(Trouble::new(place, "a part of the room has no supply", "give every closed part a stage"));
        }
        let place = format!("{air_file}: stage {:?}", mine.name);
        if returns.is_empty() {
            return Err(Trouble::new(place, "it has no returns", "name the low grille under \"returns\""));
        }
        if surplus[k] <= 0.0 {
            return Err(Trouble::new(place, "more air leaks away than is supplied", "raise air_changes_per_h"));
        }
        let all: f64 = returns.iter().map(|t| t.faces).sum();
        for mut it in returns {
            it.flow = surplus[k] * it.faces / all;
            grid.terminals.push(it);
        }
    }
    let fastest = grid.terminals.iter().map(|t| t.speed(air.cell_m)).fold(0.0, f64::max);
    grid.step_s = FASTEST * f64::from(air.cell_m) / fastest;
    for t in &grid.terminals {
        let speed = t.speed(air.cell_m) * grid.step_s / f64::from(air.cell_m);
        for cell in &t.cells {
            grid.cells[*cell] = Cell::Wall(t.way.map(|w| (f64::from(w) * speed) as f32));
        }
    }
    for (k, t) in grid.terminals.iter().enumerate() {
        let beside =
            |way: [i32; 3]| enclosure_of.get(beyond(&grid, t.cells[0], way)).filter(|room| **room < rooms.len());
        match [t.way.map(|w| -w), t.way].map(|way| beside(way).copied()) {
            [None, Some(to)] => rooms[to].supplies.push(k),
            [Some(from), _] => rooms[from].draws.push(k),
            [None, None] => {}
        }
    }
    grid.rooms = rooms;
    Ok(grid)
}

/// The pieces of a supply with air a cell below: a ceiling goes on above the hood that hangs from it.
fn open_faces(room: &Room, air: &Air, models: &Models, wanted: &Faces, place: &str) -> Result<Vec<Face>, Trouble> {
    let covered = |face: &Face| {
        let mut below = [0, 1, 2].map(|a| 0.5 * (face.min[a] + face.max[a]));
        below[1] -= air.cell_m;
        room.solids.iter().any(|s| (0..3).all(|a| s.min[a] < below[a] && below[a] < s.max[a]))
    };
    let mut faces = models.faces(wanted, place)?;
    faces.retain(|face| !covered(face));
    match faces.is_empty() {
        true => Err(Trouble::new(place, "solids cover its whole supply", "move them, or name another")),
        false => Ok(faces),
    }
}

/// Floor, walls, what stands in the room, and shut doors.
fn boxes(room: &Room, air: &Air, height: f32, room_file: &str, air_file: &str) -> Result<Grid, Trouble> {
    let low = [0, 1].map(|a| room.zones.iter().map(|z| z.min[a]).fold(f32::INFINITY, f32::min));
    let high = [0, 1].map(|a| room.zones.iter().map(|z| z.max[a]).fold(f32::NEG_INFINITY, f32::max));
    let extent = [high[0] - low[0], height, high[1] - low[1]];
    let inner = extent.map(|e| (e / air.cell_m).round());
    if (0..3).any(|a| (inner[a] * air.cell_m - extent[a]).abs() > TOLERANCE || inner[a] < 4.0) {
        let what = format!(
            "{} m does not divide the room ({:.3} × {:.3} × {:.3} m)",
            air.cell_m, extent[0], extent[1], extent[2]
        );
        return Err(Trouble::new(format!("{air_file}: cell_m"), what, "choose one that does, 4 times at least"));
    }
    if inner.iter().map(|n| f64::from(*n) + 2.0).product::<f64>() > MOST_CELLS as f64 {
        let what = format!("{} m makes more than {MOST_CELLS} cells", air.cell_m);
        return Err(Trouble::new(format!("{air_file}: cell_m"), what, "make the cells larger"));
    }
    let size = inner.map(|n| n as usize + 2);
    let mut grid = Grid {
        size,
        origin: [low[0], 0.0, low[1]],
        cell_m: air.cell_m,
        step_s: 0.0,
        cells: vec![Cell::Wall([0.0; 3]); size.iter().product()],
        rooms: Vec::new(),
        terminals: Vec::new(),
    };
    for zone in &room.zones {
        let (min, max) = ([zone.min[0], 0.0, zone.min[1]], [zone.max[0], height, zone.max[1]]);
        for cell in inside(&grid, min, max) {
            grid.cells[cell] = Cell::Air;
        }
    }
    for solid in &room.solids {
        for cell in inside(&grid, solid.min, solid.max) {
            grid.cells[cell] = Cell::Wall([0.0; 3]);
        }
    }
    for shut in &air.shut {
        for cell in inside(&grid, shut.min, shut.max) {
            grid.cells[cell] = Cell::Wall([0.0; 3]);
        }
    }
    for door in &room.doors {
        let leaf = leaf(&grid, door);
        if leaf.is_empty() {
            let place = format!("{room_file}: door {:?}", door.id);
            return Err(Trouble::new(place, "it is not in the room", "place it in a wall"));
        }
        for cell in leaf {
            grid.cells[cell] = Cell::Wall([0.0; 3]);
        }
    }
    Ok(grid)
}

/// Cells whose middle lies in a box, or the one its own middle lies in where it is thinner than a cell: a wall is never
/// lost. The layer of wall around the air is never in a box.
fn inside(grid: &Grid, min: [f32; 3], max: [f32; 3]) -> Vec<usize> {
    let range = |a: usize| {
        let cells = |v: f32| (v - grid.origin[a] - TOLERANCE) / grid.cell_m;
        let (mut first, mut end) = ((cells(min[a]) - 0.5).ceil() as i64, (cells(max[a]) - 0.5).ceil() as i64);
        if first == end {
            first = cells(0.5 * (min[a] + max[a])).floor() as i64;
            end = first + 1;
        }
        (first + 1).max(1) as usize..(end + 1).clamp(1, grid.size[a] as i64 - 1) as usize
    };
    let (xs, ys, zs) = (range(0), range(1), range(2));
    let mut cells = Vec::new();
    for z in zs {
        for y in ys.clone() {
            cells.extend(xs.clone().map(|x| x + grid.size[0] * (y + grid.size[1] * z)));
        }
    }
    cells
}

/// The cells of a shut door, one thick.
fn leaf(grid: &Grid, door: &twin::room::Door) -> Vec<usize> {
    let half = 0.5 * door.width;
    let (dx, dz) = if (door.turn / 90.0) as i32 % 2 == 0 { (half, 0.0) } else { (0.0, half) };
    let [x, z] = door.at;
    inside(grid, [x - dx, 0.0, z - dz], [x + dx, door.height, z + dz])
}

fn zones_of_stages(room: &Room, air: &Air, room_file: &str, air_file: &str) -> Result<Vec<Vec<usize>>, Trouble> {
    let mut stages = Vec::new();
    for stage in &air.stages {
        let mut zones = Vec::new();
        for id in &stage.zones {
            match room.zones.iter().position(|z| z.id == *id) {
                Some(zone) => zones.push(zone),
                None => {
                    let place = format!("{air_file}: stage {:?}", stage.id);
                    let what = format!("{room_file} has no zone {id:?}");
                    return Err(Trouble::new(place, what, "use a name of its \"zones\""));
                }
            }
        }
        stages.push(zones);
    }
    if let Some(left) = (0..room.zones.len()).find(|z| stages.iter().flatten().filter(|s| *s == z).count() != 1) {
        let what = format!("zone {:?} of {room_file} is not in exactly one stage", room.zones[left].id);
        return Err(Trouble::new(format!("{air_file}: stages"), what, "list it in one"));
    }
    Ok(stages)
}

/// Parts of the air that no wall divides: the part of each cell (`usize::MAX` in a wall) and the parts.
fn enclosures(grid: &Grid) -> (Vec<usize>, Vec<Enclosure>) {
    let mut of = vec![usize::MAX; grid.cells.len()];
    let mut rooms = Vec::new();
    for start in 0..grid.cells.len() {
        if grid.cells[start] != Cell::Air || of[start] != usize::MAX {
            continue;
        }
        of[start] = rooms.len();
        let mut air = vec![start];
        let mut next = 0;
        while next < air.len() {
            for c in &C[1..7] {
                let to = beyond(grid, air[next], *c);
                if grid.cells[to] == Cell::Air && of[to] == usize::MAX {
                    of[to] = rooms.len();
                    air.push(to);
                }
            }
            next += 1;
        }
        rooms.push(Enclosure {
            name: String::new(),
            volume_m3: 0.0,
            supplied: 0.0,
            air,
            supplies: Vec::new(),
            draws: Vec::new(),
        });
    }
    (of, rooms)
}

fn beyond(grid: &Grid, cell: usize, way: [i32; 3]) -> usize {
    let [nx, ny, _] = grid.size.map(|n| n as i64);
    let [x, y, z] = way.map(i64::from);
    (cell as i64 + x + nx * (y + ny * z)) as usize
}

/// The wall cells behind a face of the room; air moves out of them (`sense` 1) or into them (−1).
fn terminal(grid: &Grid, name: &str, face: &Face, sense: i32, place: &str) -> Result<Terminal, Trouble> {
    let thin =
        (0..3).min_by(|a, b| (face.max[*a] - face.min[*a]).total_cmp(&(face.max[*b] - face.min[*b]))).unwrap_or(0);
    let middle = 0.5 * (face.min[thin] + face.max[thin]);
    // Walls stand on the faces between cells: of the two cells there, one is wall and one air. A wall that no face of
    // the grid meets has been moved to the next.
    let above = ((middle - grid.origin[thin]) / grid.cell_m).round();
    let sides = [0.0, -1.0, 1.0].into_iter().flat_map(|by| [(above + by, -1), (above + by - 1.0, 1)]);
    for (wall, way) in sides {
        let (mut min, mut max) = (face.min, face.max);
        // The layer just inside, then one step back into the wall.
        min[thin] = grid.origin[thin] + (wall + way as f32) * grid.cell_m;
        max[thin] = min[thin] + grid.cell_m;
        let mut normal = [0; 3];
        normal[thin] = way;
        let back = normal.map(|n| -n);
        let airy = inside(grid, min, max).into_iter().filter(|c| grid.cells[*c] == Cell::Air);
        let cells: Vec<usize> = airy.map(|c| beyond(grid, c, back)).filter(|c| grid.cells[*c] != Cell::Air).collect();
        if !cells.is_empty() {
            let faces = faces(grid, &cells, normal);
            return Ok(Terminal { name: name.to_owned(), way: normal.map(|n| sense * n), flow: 0.0, faces, cells });
        }
    }
    let what = format!("{name:?} lies on no wall of the room, or in front of nothing but solids");
    Err(Trouble::new(place, what, "move it, or make the cells smaller"))
}

/// Faces through which wall cells reach air on the side of `normal`, diagonals by their share: what a speed of 1 lets
/// pass a step.
fn faces(grid: &Grid, cells: &[usize], normal: [i32; 3]) -> f64 {
    let mut sum = 0.0;
    for cell in cells {
        for (q, c) in C.iter().enumerate().skip(1) {
            let along: i32 = (0..3).map(|a| c[a] * normal[a]).sum();
            // The layer of wall around the room has nothing behind it.
            if along > 0 && grid.cells.get(beyond(grid, *cell, *c)) == Some(&Cell::Air) {
                sum += 6.0 * f64::from(weight(q));
            }
        }
    }
    sum
}

/// The gap under a shut door, from the cleaner side to the other: an orifice, `Q = C·A·√(2Δp/ρ)`.
fn gap(grid: &Grid, room: &Room, air: &Air, door: &twin::room::Door, room_file: &str) -> Result<Terminal, Trouble> {
    let place = format!("{room_file}: door {:?}", door.id);
    let lowest: Vec<usize> = leaf(grid, door).into_iter().filter(|c| c / grid.size[0] % grid.size[1] == 1).collect();
    let middle =
        |id: &String| room.zones.iter().find(|z| z.id == *id).map(|z| [0, 1].map(|a| 0.5 * (z.min[a] + z.max[a])));
    let [Some(to), Some(from)] = [middle(&door.between[0]), middle(&door.between[1])] else {
        return Err(Trouble::new(place, "it names a zone that is not there", "use names of \"zones\" in \"between\""));
    };
    let across = if (door.turn / 90.0) as i32 % 2 == 0 { 1 } else { 0 };
    let mut way = [0; 3];
    way[2 * across] = if to[across] > from[across] { 1 } else { -1 };
    let (out, back) = (faces(grid, &lowest, way), faces(grid, &lowest, way.map(|w| -w)));
    if out == 0.0 || (out - back).abs() > 1e-9 {
        return Err(Trouble::new(place, "something stands against its foot", "leave a cell free on both sides"));
    }
    let area = f64::from(door.width * air.door_gap_m.value);
    let jet = (2.0 * f64::from(door.pressure_pa) / f64::from(air.density_kg_per_m3.value)).sqrt();
    let flow = f64::from(air.door_discharge.value) * area * jet;
    Ok(Terminal { name: format!("{}.gap", door.id), way, flow, faces: out, cells: lowest })
}
