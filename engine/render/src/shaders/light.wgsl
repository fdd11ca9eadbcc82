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
// A row each (`Place`).
@group(1) @binding(9) var places: texture_2d<f32>;

// Levels of a probe above the sharpest.
const ROUGHEST = 5.0;

// The box on whose walls a picture lies, and where it was taken. w: one over what a surface receives in the open there that
// looks down, up, aside.
struct Place {
    low: vec4<f32>,
    high: vec4<f32>,
    at: vec4<f32>,
}

// Outside of the plan it is one of them: past the edge of a texture a device reads the first texel or the nearest.
fn place_at(p: vec3<f32>) -> u32 {
    return textureLoad(plan, vec2<i32>((p.xz - world.plan.xy) * world.plan.z), 0).r;
}

// Radiance that a surface at `p` mirrors from direction `d`: the picture taken near by, as if painted on the walls around it
// (box projection: Lagarde & Zanuttini, "Local image-based lighting", 2012).
fn mirrored_light(which: u32, place: Place, p: vec3<f32>, d: vec3<f32>, roughness: f32) -> vec3<f32> {
    let inverse = 1.0 / d;
    let walls = max((place.low.xyz - p) * inverse, (place.high.xyz - p) * inverse);
    let t = max(min(walls.x, min(walls.y, walls.z)), 0.0);
    return textureSampleLevel(probes, baked, p + d * t - place.at.xyz, which, roughness * ROUGHEST).rgb;
}

// Irradiance / π that a moving surface at `p`, facing `n`, receives: from the faces of a cube that look its way, by how
// much (McTaggart, "Half-Life 2 shading", 2004).
fn ambient(p: vec3<f32>, n: vec3<f32>) -> vec3<f32> {
    let size = world.grid_size.xyz;
    // From half a cell ahead: behind what a thing lies on, or is part of, it is dark.
    let at = clamp((p - world.grid_low.xyz) * world.grid_low.w + 0.5 * n, vec3<f32>(0.5), size - 0.5) / size;
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
    // How much its fibres send towards who looks along it.
    sheen: f32,
    // The way grooves run, a unit vector, and how far they draw out what is mirrored.
    along: vec3<f32>,
    brushed: f32,
}

// How much of the brush bends what is mirrored: one look stands for a whole streak (fitted to the path-traced pictures).
const BENT = 0.25;
// Of all light, what fibres that stand up send back to who looks along them (Zeltner, Burley & Chiang, "Practical
// multiple-scattering sheen", 2022, at their roughness 0.5: fitted to 0.05 of what Cycles sends in an even light).
const SHEEN = 0.72;

// Metallic-roughness shading by baked light alone. What lies in the shade mirrors less than the picture taken near by shows: as
// much less as it receives less than that place does.
// Thin glass mirrors as much as thick: the colour is what it sends by its own, the last number how much it hides of what is
// behind.
fn shade(s: Surface) -> vec4<f32> {
    let to_eye = normalize(eye().position.xyz - s.position);
    let n_v = clamp(dot(s.normal, to_eye), 0.001, 1.0);
    let roughness = clamp(s.roughness, 0.04, 1.0);
    let which = place_at(s.position + s.normal * 0.1);
    var place: Place;
    place.low = textureLoad(places, vec2<u32>(0u, which), 0);
    place.high = textureLoad(places, vec2<u32>(1u, which), 0);
    place.at = textureLoad(places, vec2<u32>(2u, which), 0);
    // A rough surface mirrors most from nearer to its normal than a smooth one (Lagarde & de Rousiers, "Moving Frostbite to
    // physically based rendering", 2014; fitted by a polynomial to 0.01).
    let alpha = roughness * roughness;
    let sharp = 1.0 - alpha * (0.55 + 0.45 * alpha);
    // Across its grooves a brushed surface mirrors from as if it faced whoever looks (McAuley, "Rendering the world of Far
    // Cry 4", 2015).
    let across = to_eye - dot(to_eye, s.along) * s.along;
    let bent = normalize(s.normal + s.brushed * BENT * across);
    let seen = mirrored_light(which, place, s.position, mix(s.normal, reflect(-to_eye, bent), sharp), roughness);
    let open = mix(place.at.w, select(place.low.w, place.high.w, s.normal.y > 0.0), s.normal.y * s.normal.y);
    let in_light = min(luminance(s.light) * open, 1.0);

    let f0 = mix(vec3<f32>(0.04), s.base, s.metallic);
    let graze = 1.0 - n_v;
    // What Fresnel adds at a glance, less of it the rougher; fitted to the integral of GGX with what several bounces give back.
    let more = graze * graze * graze * graze * graze / (1.0 + roughness * (17.15 * roughness - 1.76));
    let fresnel = f0 + (1.0 - f0) * more;
    let hides = 1.0 - (1.0 - s.opacity) * (1.0 - fresnel.g);
    let fibres = s.sheen * SHEEN * graze * graze;
    let sent = mix(s.base * (1.0 - s.metallic) * (1.0 - fresnel) * s.opacity, vec3<f32>(1.0), fibres) * s.light
        + seen * fresnel * in_light * (1.0 - fibres) + s.emissive;
    return vec4<f32>(sent * (1.0 / hides), hides);
}
