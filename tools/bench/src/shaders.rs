//! What the shaders cost on the GPU of a Quest 3, without one: the renderer's pipelines are compiled by Mesa's driver for
//! that GPU (Turnip) on a device that is not there (its drm-shim), and the driver says what it made of them.
//!
//! `tools/bench/turnip` builds both, with a C library of their own; hence the loader by which the second process is started.

use anyhow::{Context, Result, bail, ensure};
use render::{Gpu, Renderer};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;
use std::{env, fmt};
use xr::Cache;

/// Adreno 740, as its driver numbers it.
const GPU: &str = "740";
/// Both eyes of a Quest 3 at the size that its runtime recommends.
const PIXELS: f64 = 2.0 * 1680.0 * 1760.0;
/// Instructions a second if no lane ever waits: six shader processors (Mesa's table) of 256 lanes (assumed) at 599 MHz.
const INSTRUCTIONS_PER_S: f64 = 6.0 * 256.0 * 599e6;
/// The pipeline that draws nearly all of a picture, and what its stages may cost at most.
const MAIN: &str = "fixed mesh";
const MOST_INSTRUCTIONS: [(Stage, u32); 2] = [(Stage::Vertex, 60), (Stage::Fragment, 250)];
const MOST_REGISTERS: u32 = 8;
const FEWEST_WAVES: u32 = 12;
/// What stands before a pipeline's name in what the second process says.
const MARK: &str = "compiles: ";

#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "lowercase")]
enum Stage {
    Vertex,
    /// The vertex stage again, for positions alone: it sorts triangles into tiles.
    Binning,
    Fragment,
}

/// One stage of one pipeline.
#[derive(Clone, Debug, PartialEq, Serialize)]
struct Cost {
    pipeline: String,
    stage: Stage,
    /// Of which `nops` do nothing but wait.
    instructions: u32,
    nops: u32,
    /// Of four numbers, of 32 and of 16 bits.
    full_registers: u32,
    half_registers: u32,
    /// At once on a shader processor, of 16; more hide more of what memory makes wait.
    waves: u32,
    /// Numbers that found no register and go through memory.
    spills: u32,
    /// Milliseconds for every pixel of both eyes, if each were drawn once and nothing ever waited.
    ranking_only_ms: Option<f64>,
}

#[derive(Serialize)]
pub struct Shaders {
    driver: String,
    stages: Vec<Cost>,
    /// Milliseconds in which this processor compiles all of it, and in which it takes all of it from what was kept.
    compiled_ms: f64,
    kept_ms: f64,
    /// What holds, and what does not, of the limits of the main pipeline.
    limits: Vec<(String, bool)>,
}

/// Compiles every pipeline in a second process and reads what its driver says.
pub fn shaders() -> Result<Shaders> {
    let parts = parts()?;
    let [driver, dump] = start(&parts, None)?;
    let stages = read(&dump)?;
    let limits = limits(&stages)?;
    let folder = env::temp_dir().join(format!("asepsis-shaders-{}", std::process::id()));
    let ms = || -> Result<f64> { Ok(start(&parts, Some(&folder))?[0].trim().parse()?) };
    let times = ms().and_then(|compiled| Ok((compiled, ms()?)));
    // Not made where the driver keeps nothing.
    let _ = std::fs::remove_dir_all(&folder);
    let (compiled_ms, kept_ms) = times?;
    Ok(Shaders { driver: driver.trim().into(), stages, compiled_ms, kept_ms, limits })
}

/// Starts the second process and waits for what it says, by both ways: of every stage, or timed with a cache in a folder.
fn start(parts: &Path, cache: Option<&Path>) -> Result<[String; 2]> {
    let ours = env::current_exe().context("this program does not find itself")?;
    let mut command = Command::new(parts.join("ld-linux-x86-64.so.2"));
    command
        .arg("--library-path")
        .arg(parts)
        .arg("--preload")
        .arg(parts.join("libfreedreno_noop_drm_shim.so"))
        .arg(&ours)
        .arg("compile")
        .args(cache)
        .env("VK_DRIVER_FILES", parts.join("turnip.json"))
        .env("VK_LOADER_LAYERS_DISABLE", "~all~")
        .env("FD_GPU_ID", GPU)
        .env("MESA_SHADER_CACHE_DISABLE", "true")
        .env("IR3_SHADER_DEBUG", if cache.is_none() { "vs,fs" } else { "" });
    let said = command.output().with_context(|| format!("{}: was not started; {REMEDY}", parts.display()))?;
    let [out, dump] = [said.stdout, said.stderr].map(|bytes| String::from_utf8_lossy(&bytes).into_owned());
    let last = || dump.lines().last().unwrap_or("it said nothing").to_owned();
    ensure!(said.status.success(), "the shaders were not compiled: {}", last());
    Ok([out, dump])
}

/// The second process: compiles and drops. Says which driver did, or in how many milliseconds with what `kept` holds.
pub fn compile(kept: Option<&Path>) -> Result<()> {
    let gpu = Gpu::headless_with(Renderer::BOTH_EYES)?;
    ensure!(gpu.device.features().contains(Renderer::BOTH_EYES), "{} draws no two eyes in one pass", gpu.name);
    let cache = kept.and_then(|folder| Cache::open(folder, &gpu.device));
    let pipelines = cache.as_ref().map(Cache::pipelines);
    let began = Instant::now();
    render::compile(&gpu.device, wgpu::TextureFormat::Rgba8UnormSrgb, 4, pipelines, &|name| eprintln!("{MARK}{name}"));
    let took = began.elapsed();
    match cache {
        Some(cache) => {
            cache.keep().context("the driver's cache was not written")?;
            println!("{}", took.as_secs_f64() * 1e3);
        }
        None => println!("{}, {}", gpu.name, gpu.adapter.get_info().driver_info),
    }
    Ok(())
}

const REMEDY: &str = "`tools/bench/turnip` makes the compiler anew";

fn parts() -> Result<PathBuf> {
    let cache = env::var_os("XDG_CACHE_HOME").filter(|c| !c.is_empty()).map(PathBuf::from);
    let cache = cache.or_else(|| Some(env::home_dir()?.join(".cache"))).context("there is no home folder")?;
    let parts = cache.join("asepsis/turnip");
    if !parts.join(".complete").exists() {
        bail!(
            "the compiler for the GPU of a Quest 3 is not there: run `tools/bench/turnip` once (it builds Mesa, minutes)"
        );
    }
    Ok(parts)
}

/// Stages as the driver tells of them, each once: pipelines share stages, and the driver keeps what it has compiled.
fn read(dump: &str) -> Result<Vec<Cost>> {
    let (mut pipeline, mut numbers, mut stages) = (String::new(), BTreeMap::new(), Vec::<Cost>::new());
    for line in dump.lines() {
        if let Some(name) = line.strip_prefix(MARK) {
            pipeline = name.to_owned();
        }
        // As in `MESA: info: ; FRAG prog 3/1: 41 instr, 12 nops, 29 non-nops`.
        let Some((before, told)) = line.split_once(" prog ") else { continue };
        let stage = match before.rsplit(' ').next() {
            Some("VERT") => Stage::Vertex,
            Some("BVERT") => Stage::Binning,
            Some("FRAG") => Stage::Fragment,
            _ => continue,
        };
        let told = told.split_once(": ").map_or("", |(_, told)| told);
        let named = told.split(", ").filter_map(|item| item.split_once(' '));
        numbers.extend(named.filter_map(|(number, name)| Some((name.to_owned(), number.parse::<u32>().ok()?))));
        if !numbers.contains_key("max_waves") {
            continue;
        }
        let of =
            |name: &str| numbers.get(name).copied().with_context(|| format!("the driver tells no `{name}`; {REMEDY}"));
        let instructions = of("instr")?;
        let cost = Cost {
            pipeline: pipeline.clone(),
            stage,
            instructions,
            nops: of("nops")?,
            full_registers: of("full")?,
            half_registers: of("half")?,
            waves: of("max_waves")?,
            spills: of("stp")? + of("ldp")?,
            ranking_only_ms: (stage == Stage::Fragment)
                .then(|| PIXELS * f64::from(instructions) / INSTRUCTIONS_PER_S * 1e3),
        };
        numbers.clear();
        if !stages.contains(&cost) {
            stages.push(cost);
        }
    }
    Ok(stages)
}

fn limits(stages: &[Cost]) -> Result<Vec<(String, bool)>> {
    let mut limits = Vec::new();
    for (stage, most) in MOST_INSTRUCTIONS {
        let of_main = |c: &&Cost| c.pipeline == MAIN && c.stage == stage;
        let worst = stages.iter().filter(of_main).max_by_key(|c| c.instructions);
        let c = worst.with_context(|| format!("the driver told nothing of `{MAIN}`; {REMEDY}"))?;
        let mut limit = |what: String, holds: bool| limits.push((format!("{MAIN}, {what}"), holds));
        let name = stage.name();
        limit(format!("{name}: {} instructions of at most {most}", c.instructions), c.instructions <= most);
        if stage == Stage::Fragment {
            let (registers, waves) = (c.full_registers, c.waves);
            limit(
                format!("{name}: {registers} full registers of at most {MOST_REGISTERS}"),
                registers <= MOST_REGISTERS,
            );
            limit(format!("{name}: {waves} waves, at least {FEWEST_WAVES}"), waves >= FEWEST_WAVES);
            limit(format!("{name}: {} spills of 0", c.spills), c.spills == 0);
        }
    }
    Ok(limits)
}

impl Stage {
    fn name(self) -> &'static str {
        match self {
            Stage::Vertex => "vertex",
            Stage::Binning => "binning",
            Stage::Fragment => "fragment",
        }
    }
}

impl fmt::Display for Shaders {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "{}: nothing was drawn, only compiled", self.driver)?;
        writeln!(f, "ms: both eyes at 2 × 1680 × 1760, every pixel once, no waiting; ranking only, uncalibrated")?;
        writeln!(f, "{:<13} {:<9} instr  nops  full  half  waves  spills     ms", "pipeline", "stage")?;
        for c in &self.stages {
            let Cost { pipeline, instructions, nops, full_registers, half_registers, waves, spills, .. } = c;
            write!(f, "{pipeline:<13} {:<9} {instructions:>5} {nops:>5} {full_registers:>5}", c.stage.name())?;
            write!(f, " {half_registers:>5} {waves:>6} {spills:>7}")?;
            c.ranking_only_ms.map_or(Ok(()), |ms| write!(f, " {ms:>6.2}"))?;
            writeln!(f)?;
        }
        let (compiled, kept) = (self.compiled_ms, self.kept_ms);
        writeln!(f, "this processor compiles all of it in {compiled:.0} ms, and takes what was kept in {kept:.0} ms")?;
        let said = |holds: bool| if holds { "holds" } else { "does not hold" };
        self.limits.iter().try_for_each(|(limit, holds)| writeln!(f, "{limit}: {}", said(*holds)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const DUMP: &str = "\
compiles: fixed mesh
MESA: info: Native code for unnamed VERT shader (null) with sha1 12:
MESA: info: ; VERT prog 1/1: 50 instr, 3 nops, 47 non-nops, 1 mov, 2 cov, 128 dwords
MESA: info: ; VERT prog 1/1: 0 last-baryf, 0 last-helper, -1 half, 9 full, 20 constlen
MESA: info: ; VERT prog 1/1: 4 sstall, 1 (ss), 0 systall, 0 (sy), 0 loops, 0 stp, 0 ldp, 10 max_waves
";

    fn stage(stage: &str, numbers: &str) -> String {
        let [instr, full, waves, spilt] = numbers.split(' ').collect::<Vec<_>>()[..] else { panic!("four numbers") };
        DUMP.replace("VERT", stage)
            .replace("50 instr", &format!("{instr} instr"))
            .replace("-1 half, 9 full", &format!("2 half, {full} full"))
            .replace("0 stp, 0 ldp, 10", &format!("{spilt} stp, 1 ldp, {waves}"))
    }

    #[test]
    fn what_the_driver_says_is_read_stage_by_stage() {
        let dump = stage("VERT", "50 6 16 -1") + &stage("FRAG", "302 9 10 0") + &stage("FRAG", "302 9 10 0");
        let why = read(&dump).expect_err("no number").to_string();
        assert!(why.contains("`stp`"), "{why}");
        let stages = read(&dump.replace("-1 stp", "0 stp")).expect("two stages");
        assert_eq!(stages.len(), 2, "the same is told once");
        let Cost { stage, instructions, nops, full_registers, half_registers, waves, spills, .. } = stages[1];
        assert_eq!((stage, instructions, nops, full_registers), (Stage::Fragment, 302, 3, 9));
        assert_eq!((half_registers, waves, spills), (2, 10, 1));
        let ms = stages[1].ranking_only_ms.expect("a fragment stage");
        assert!((ms - 1.94).abs() < 0.01 && stages[0].ranking_only_ms.is_none(), "{ms}");
    }

    #[test]
    fn a_limit_that_does_not_hold_is_told() {
        let held = |vertex: &str, fragment: &str| {
            let stages = read(&(stage("VERT", vertex) + &stage("FRAG", fragment))).expect("two stages");
            limits(&stages).expect("limits").into_iter().map(|(_, holds)| holds).collect::<Vec<_>>()
        };
        assert_eq!(held("60 6 16 0", "250 8 12 0"), [true, true, true, true, false], "one is loaded again");
        assert_eq!(held("61 6 16 0", "251 9 11 3"), [false; 5]);
        assert!(limits(&[]).is_err());
    }
}
