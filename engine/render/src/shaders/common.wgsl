// What every picture shares: the eyes, where the baked light stands, and how radiance becomes colours.
// Room space, metres; colours linear.

struct Eye {
    clip_from_room: mat4x4<f32>,
    position: vec4<f32>,
}

struct World {
    // The eyes, then the same in the mirror.
    eyes: array<Eye, 4>,
    // xyz the corner of the grid of light, w its places a metre.
    grid_low: vec4<f32>,
    // xyz how many places.
    grid_size: vec4<f32>,
    // x, z of the plan's corner, z its lookups a metre.
    plan: vec4<f32>,
    // x, y the picture's width and height in pixels.
    size: vec4<u32>,
}

struct Pass {
    // x the eye that is drawn, or the first where one pass draws both.
    eye: vec4<u32>,
}

@group(0) @binding(0) var<uniform> world: World;
@group(0) @binding(1) var<uniform> this_pass: Pass;

// The eye after the pass's first that is drawn into now. What stands between `both` is read only where one pass draws
// both eyes: a device without that knows no `view_index`.
var<private> drawn: u32 = 0u;

fn eye() -> Eye {
    return world.eyes[this_pass.eye.x + drawn];
}

// Khronos PBR Neutral: keeps colours as they are up to 0.8, bends only what is brighter; its three divisions in one.
fn tone_map(radiance: vec3<f32>) -> vec3<f32> {
    let start = 0.8 - 0.04;
    let desaturation = 0.15;
    let d = 1.0 - start;
    let x = min(radiance.r, min(radiance.g, radiance.b));
    let colour = radiance - select(0.04, x - 6.25 * x * x, x < 0.08);
    let peak = max(colour.r, max(colour.g, colour.b));
    // The new peak is bent / over.
    let over = peak + d - start;
    let bent = over - d * d;
    let grey = desaturation * (peak * over - bent);
    let bright = (colour * over + grey * peak) * (bent / (peak * over * (over + grey)));
    return select(bright, colour, peak < start);
}

// What the target stores: tone mapped, with half a step of 8 bits of ordered noise so that white walls do not band.
fn picture(radiance: vec3<f32>, pixel: vec2<f32>) -> vec3<f32> {
    let noise = fract(52.9829189 * fract(dot(floor(pixel), vec2<f32>(0.06711056, 0.00583715)))) - 0.5;
    return tone_map(radiance) + vec3<f32>(noise / 255.0);
}
