// What every picture shares: the eyes, the lamps, and how light leaves a surface.
// Room space, metres; colours linear.

struct Eye {
    clip_from_room: mat4x4<f32>,
    position: vec4<f32>,
}

struct Lamp {
    // xyz the middle of the panel, w its area in m².
    centre: vec4<f32>,
    // xy half its size along x and z.
    half_size: vec4<f32>,
    // Radiance.
    colour: vec4<f32>,
}

struct World {
    // The eyes, then the same in the mirror.
    eyes: array<Eye, 4>,
    lamps: array<Lamp, 32>,
    // x how many lamps; y, z the picture's width and height in pixels.
    counts: vec4<u32>,
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

const PI = 3.14159265;

// The room that is not drawn into the light: a bright ceiling, light walls, a floor that sends half of it back.
const CEILING = vec3<f32>(0.60, 0.61, 0.62);
const WALLS = vec3<f32>(0.47, 0.475, 0.48);
const FLOOR = vec3<f32>(0.30, 0.295, 0.29);
// What reaches a face that looks straight down: the lit floor, and the lower walls around it.
const FROM_BELOW = vec3<f32>(0.44, 0.44, 0.44);

// Radiance from direction `d`, blurred by the roughness of the surface that mirrors it.
fn environment(d: vec3<f32>, roughness: f32) -> vec3<f32> {
    let blur = 0.12 + roughness;
    let up = smoothstep(-blur, blur, d.y - 0.25);
    let down = smoothstep(-blur, blur, -d.y - 0.15);
    // The ambient terms leave the lamps out; what is mirrored is lit by them too.
    return mix(mix(WALLS, CEILING, up), FLOOR, down) * 1.45;
}

// Irradiance / π from the whole room on a surface that faces `n`.
fn ambient(n: vec3<f32>) -> vec3<f32> {
    return select(mix(WALLS, FROM_BELOW, -n.y), mix(WALLS, CEILING, n.y), n.y > 0.0);
}

// Share of a box of half width b about q that the span −h…h covers, with its ends rounded off.
fn covered(q: f32, h: f32, b: f32) -> f32 {
    let share = clamp(min(q + b, h) - max(q - b, -h), 0.0, 2.0 * b) / (2.0 * b);
    return share * share * (3.0 - 2.0 * share);
}

struct Surface {
    position: vec3<f32>,
    normal: vec3<f32>,
    base: vec3<f32>,
    metallic: f32,
    roughness: f32,
    occlusion: f32,
    emissive: vec3<f32>,
}

// Metallic-roughness shading under the room and its lamp panels.
//
// A lamp's diffuse light is that of a disc of its area (exact on the axis, soft close by). Its mirror image is the
// panel itself, met by the reflected ray and convolved with a box as wide as the roughness spreads it. The
// environment's share of Fresnel and roughness is Karis's analytic fit ("Physically based shading on mobile", 2014).
fn shade(s: Surface) -> vec3<f32> {
    let to_eye = normalize(eye().position.xyz - s.position);
    let n_v = clamp(dot(s.normal, to_eye), 0.001, 1.0);
    let mirrored = reflect(-to_eye, s.normal);
    let roughness = clamp(s.roughness, 0.04, 1.0);

    var diffuse = ambient(s.normal) * s.occlusion;
    var specular = environment(mirrored, roughness);
    for (var i = 0u; i < world.counts.x; i += 1u) {
        let lamp = world.lamps[i];
        let to_lamp = lamp.centre.xyz - s.position;
        // Walls between rooms are not traced: a lamp reaches its own room and the threshold of the next.
        let flat_distance = length(to_lamp.xz);
        let reach = 1.0 - smoothstep(2.6, 4.4, flat_distance);
        if reach <= 0.0 || to_lamp.y <= 0.0 {
            continue;
        }
        let d2 = dot(to_lamp, to_lamp);
        let l = to_lamp * inverseSqrt(d2);
        let wrapped = clamp((dot(s.normal, l) + 0.15) / 1.15, 0.0, 1.0);
        let received = lamp.centre.w * wrapped * l.y / (PI * d2 + lamp.centre.w);
        diffuse += lamp.colour.rgb * (received * reach * mix(1.0, s.occlusion, 0.6));
        if mirrored.y > 0.02 {
            let t = to_lamp.y / mirrored.y;
            let hit = mirrored.xz * t - to_lamp.xz;
            let spread = max(1.4 * roughness * roughness, 0.004) * t;
            let seen = covered(hit.x, lamp.half_size.x, spread) * covered(hit.y, lamp.half_size.y, spread);
            specular += lamp.colour.rgb * (seen * reach);
        }
    }

    let f0 = mix(vec3<f32>(0.04), s.base, s.metallic);
    let r = roughness * vec4<f32>(-1.0, -0.0275, -0.572, 0.022) + vec4<f32>(1.0, 0.0425, 1.04, -0.04);
    let a = min(r.x * r.x, exp2(-9.28 * n_v)) * r.x + r.y;
    let fresnel = f0 * (-1.04 * a + r.z) + vec3<f32>(1.04 * a + r.w);
    let hidden = clamp(s.occlusion * 1.3 - 0.15, 0.0, 1.0);
    return s.base * (1.0 - s.metallic) * diffuse + specular * fresnel * hidden + s.emissive;
}

// Khronos PBR Neutral: keeps colours as they are up to 0.8, bends only what is brighter.
fn tone_map(radiance: vec3<f32>) -> vec3<f32> {
    let start = 0.8 - 0.04;
    let desaturation = 0.15;
    let x = min(radiance.r, min(radiance.g, radiance.b));
    let offset = select(0.04, x - 6.25 * x * x, x < 0.08);
    let colour = radiance - offset;
    let peak = max(colour.r, max(colour.g, colour.b));
    if peak < start {
        return colour;
    }
    let d = 1.0 - start;
    let new_peak = 1.0 - d * d / (peak + d - start);
    let g = 1.0 - 1.0 / (desaturation * (peak - new_peak) + 1.0);
    return mix(colour * new_peak / peak, vec3<f32>(new_peak), g);
}

// What the target stores: tone mapped, with half a step of 8 bits of ordered noise so that white walls do not band.
fn picture(radiance: vec3<f32>, pixel: vec2<f32>) -> vec3<f32> {
    let noise = fract(52.9829189 * fract(dot(floor(pixel), vec2<f32>(0.06711056, 0.00583715)))) - 0.5;
    return tone_map(radiance) + vec3<f32>(noise / 255.0);
}
