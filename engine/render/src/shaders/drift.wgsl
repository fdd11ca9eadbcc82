// What drifts with the air goes on by one step. One invocation a tracer.

struct Tracer {
    position: vec3<f32>,
    // Seconds it is still seen; 0 or less: it is not.
    left_s: f32,
    // Of the air there, m/s.
    speed: vec3<f32>,
    // Seconds since it came out.
    age_s: f32,
}

struct Step {
    // Where tracers come out, and seconds of this step.
    mouth: vec3<f32>,
    dt_s: f32,
    // Half of the box around it in which they appear; a wand's mouth is small. How long they are seen.
    half: vec3<f32>,
    life_s: f32,
    // Corner of the air's cells, and cells a metre.
    low: vec3<f32>,
    per_m: f32,
    // Of this many tracers, those from the first on come out now; a number that no two steps share.
    first: u32,
    count: u32,
    all: u32,
    seed: u32,
}

@group(0) @binding(0) var<storage, read_write> tracers: array<Tracer>;
@group(0) @binding(1) var<uniform> now: Step;
// Mean speed, m/s, and how much one component of it varies (root mean square); −1 in what is no air.
@group(0) @binding(2) var air: texture_3d<f32>;
@group(0) @binding(3) var between: sampler;

// Seconds for which an eddy of a ventilated room keeps its way (design: integral scale of 0.1 m at 0.2 m/s).
const EDDY_S = 0.5;

// O'Neill, "PCG", 2014, as a hash (Jarzynski & Olano, 2020).
fn mixed(v: vec3<u32>) -> vec3<u32> {
    var x = v * 1664525u + 1013904223u;
    x.x += x.y * x.z;
    x.y += x.z * x.x;
    x.z += x.x * x.y;
    x ^= x >> vec3<u32>(16u);
    x.x += x.y * x.z;
    x.y += x.z * x.x;
    x.z += x.x * x.y;
    return x;
}

// Three numbers from −1 to 1.
fn random(tracer: u32, use_of_it: u32) -> vec3<f32> {
    return vec3<f32>(mixed(vec3<u32>(tracer, now.seed, use_of_it))) * (2.0 / 4294967295.0) - 1.0;
}

fn cell(p: vec3<f32>) -> vec3<f32> {
    return (p - now.low) * now.per_m;
}

fn is_air(p: vec3<f32>) -> bool {
    let c = floor(cell(p));
    let size = vec3<f32>(textureDimensions(air));
    return all(c >= vec3<f32>(0.0)) && all(c < size) && textureLoad(air, vec3<u32>(c), 0).w >= 0.0;
}

@compute @workgroup_size(64)
fn drift(@builtin(global_invocation_id) id: vec3<u32>) {
    let i = id.x;
    if i >= now.all {
        return;
    }
    var t = tracers[i];
    if (i + now.all - now.first) % now.all < now.count {
        t.position = now.mouth + now.half * random(i, 0u);
        t.age_s = 0.0;
        t.left_s = select(0.0, now.life_s, is_air(t.position));
    }
    if t.left_s <= 0.0 {
        tracers[i].left_s = 0.0;
        return;
    }
    let flow = textureSampleLevel(air, between, cell(t.position) / vec3<f32>(textureDimensions(air)), 0.0);
    // Steps of a random walk that spreads as eddies do: their mean square is 3 of what a number from −1 to 1 has.
    let eddies = max(flow.w, 0.0) * sqrt(6.0 * EDDY_S * now.dt_s) * random(i, 1u);
    let go = flow.xyz * now.dt_s + eddies;
    // What meets a wall goes along it.
    for (var axis = 0u; axis < 3u; axis++) {
        var next = t.position;
        next[axis] += go[axis];
        if is_air(next) {
            t.position = next;
        }
    }
    t.speed = flow.xyz;
    t.age_s += now.dt_s;
    t.left_s -= now.dt_s;
    tracers[i] = t;
}
