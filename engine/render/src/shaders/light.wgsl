// How light leaves a surface: all of it was baked.

// Irradiance / π on what is fixed.
@group(1) @binding(0) var light_map: texture_2d<f32>;
// Irradiance / π on faces along +X −X +Y −Y +Z −Z, six volumes one behind the other.
@group(1) @binding(1) var grid: texture_3d<f32>;
// What is mirrored at each place, a fifth rougher a level.
@group(1) @binding(2) var probes: texture_cube_array<f32>;
// Which of them holds where, seen from above.
@group(1) @binding(3) var plan: texture_2d<u32>;
@group(1) @binding(4) var baked: sampler;

// What lies in the open receives between this part of what the probe does and all of it: it is lower, and farther from the
// lamps (measured in the path-traced rooms of `tools/bench`).
const OPEN = 3.0;
// Levels of a probe above the sharpest.
const ROUGHEST = 5.0;

fn place_of(p: vec3<f32>) -> u32 {
    let cell = vec2<i32>(floor((p.xz - world.plan.xy) * world.plan.z));
    return textureLoad(plan, clamp(cell, vec2<i32>(0), vec2<i32>(textureDimensions(plan)) - 1), 0).r;
}

// Radiance that a surface at `p` mirrors from direction `d`: the picture taken near by, as if painted on the walls around it
// (box projection: Lagarde & Zanuttini, "Local image-based lighting", 2012).
fn mirrored_light(place: u32, p: vec3<f32>, d: vec3<f32>, roughness: f32) -> vec3<f32> {
    let room = world.places[place];
    let walls = (select(room.low.xyz, room.high.xyz, d > vec3<f32>(0.0)) - p) / d;
    let t = max(min(walls.x, min(walls.y, walls.z)), 0.0);
    return textureSampleLevel(probes, baked, p + d * t - room.at.xyz, place, roughness * ROUGHEST).rgb;
}

// Irradiance / π that a moving surface at `p`, facing `n`, receives: from the faces of a cube that look its way, by how
// much (McTaggart, "Half-Life 2 shading", 2004).
fn ambient(p: vec3<f32>, n: vec3<f32>) -> vec3<f32> {
    let size = world.grid_size.xyz;
    let at = clamp((p - world.grid_low.xyz) * world.grid_low.w, vec3<f32>(0.5), size - 0.5) / size;
    let section = vec3<f32>(0.0, 2.0, 4.0) + select(vec3<f32>(1.0), vec3<f32>(0.0), n > vec3<f32>(0.0));
    let depth = (section + at.z) / 6.0;
    let share = n * n;
    return share.x * textureSampleLevel(grid, baked, vec3<f32>(at.xy, depth.x), 0.0).rgb
        + share.y * textureSampleLevel(grid, baked, vec3<f32>(at.xy, depth.y), 0.0).rgb
        + share.z * textureSampleLevel(grid, baked, vec3<f32>(at.xy, depth.z), 0.0).rgb;
}

fn luminance(c: vec3<f32>) -> f32 {
    return dot(c, vec3<f32>(0.2126, 0.7152, 0.0722));
}

struct Surface {
    position: vec3<f32>,
    normal: vec3<f32>,
    base: vec3<f32>,
    metallic: f32,
    roughness: f32,
    // What is spread or swallowed of the light that is not mirrored; the rest goes through.
    opacity: f32,
    // Irradiance / π.
    light: vec3<f32>,
    emissive: vec3<f32>,
}

// Metallic-roughness shading by baked light alone. The share that is mirrored, by Fresnel and roughness, is Karis's analytic
// fit ("Physically based shading on mobile", 2014). What lies in the shade mirrors less than the probe saw: as much less as
// it receives less than that place does.
// Thin glass mirrors as much as thick: the colour is what it sends by its own, the last number how much it hides of what is
// behind.
fn shade(s: Surface) -> vec4<f32> {
    let to_eye = normalize(eye().position.xyz - s.position);
    let n_v = clamp(dot(s.normal, to_eye), 0.001, 1.0);
    let roughness = clamp(s.roughness, 0.04, 1.0);
    let place = place_of(s.position + s.normal * 0.1);
    // A rough surface mirrors most from nearer to its normal than a smooth one (Lagarde & de Rousiers, "Moving Frostbite to
    // physically based rendering", 2014).
    let alpha = roughness * roughness;
    let sharp = (1.0 - alpha) * (sqrt(1.0 - alpha) + alpha);
    let seen = mirrored_light(place, s.position, mix(s.normal, reflect(-to_eye, s.normal), sharp), roughness);
    let open = textureSampleLevel(probes, baked, s.normal, place, ROUGHEST).rgb;
    let in_light = clamp(OPEN * luminance(s.light) / max(luminance(open), 0.01), 0.0, 1.0);

    let f0 = mix(vec3<f32>(0.04), s.base, s.metallic);
    let r = roughness * vec4<f32>(-1.0, -0.0275, -0.572, 0.022) + vec4<f32>(1.0, 0.0425, 1.04, -0.04);
    let a = min(r.x * r.x, exp2(-9.28 * n_v)) * r.x + r.y;
    let fresnel = f0 * (-1.04 * a + r.z) + vec3<f32>(1.04 * a + r.w);
    let hides = 1.0 - (1.0 - s.opacity) * (1.0 - fresnel.g);
    let sent = s.base * (1.0 - s.metallic) * (1.0 - fresnel) * s.light * s.opacity + seen * fresnel * in_light + s.emissive;
    return vec4<f32>(sent / hides, hides);
}
