// What a surface is like from near.

// A layer a pattern: slopes of its relief along u and v, how much duller it is, how much lighter; a half is none of it.
@group(1) @binding(5) var details: texture_2d_array<f32>;
@group(1) @binding(6) var tiled: sampler;
// Patterns of what has no material: what is plain, hands, then each `Fabric`.
@group(1) @binding(8) var<uniform> others: array<vec4<f32>, 6>;

// α² changes by at most this share of the square of the steepest slope (`DULL` in the forge's `details.py`).
const DULL = 0.25;
// A place that looks up receives more than one that looks down by this share of what it would upright: lamps hang at
// ceilings (design, about what the grids of light hold).
const FROM_ABOVE = 0.35;

struct Detail {
    normal: vec3<f32>,
    // What is added to α², the square of the square of roughness.
    spread: f32,
    // A factor of the colour.
    shade: f32,
    // A factor of the light that was baked for the surface without its relief.
    light: f32,
}

// Where a place of a shape without texture coordinates lies on the plane that its triangle faces most: 0 x, 1 y, 2 z.
fn laid(p: vec3<f32>, facing: u32) -> vec2<f32> {
    return select(select(p.xy, p.xz, facing == 1u), p.zy, facing == 0u);
}

fn facing(n: vec3<f32>) -> u32 {
    let a = abs(n);
    return select(select(2u, 1u, a.y > a.z), 0u, a.x > max(a.y, a.z));
}

// `pattern` says the layer, tiles a metre, the steepest slope and the largest shade; `uv` is metres over the surface at
// `position`. The relief needs no tangents: where u and v go is told by the pixels beside (Mikkelsen, "Bump mapping
// unparametrized surfaces on the GPU", 2010).
fn detail(pattern: vec4<f32>, uv: vec2<f32>, position: vec3<f32>, normal: vec3<f32>) -> Detail {
    let texel = textureSample(details, tiled, uv * pattern.y, u32(pattern.x)) * 2.0 - 1.0;
    let across = cross(dpdy(position), normal);
    let down = cross(normal, dpdx(position));
    let area = dot(dpdx(position), across);
    let slopes = texel.xy * pattern.z;
    let rise = dot(dpdx(uv), slopes) * across + dot(dpdy(uv), slopes) * down;
    var d: Detail;
    d.normal = normalize(abs(area) * normal - sign(area) * rise);
    d.spread = texel.z * DULL * pattern.z * pattern.z;
    d.shade = 1.0 + texel.w * pattern.w;
    d.light = 1.0 + FROM_ABOVE * (d.normal.y - normal.y);
    return d;
}

// A roughness of which α², the square of its square, is so much greater.
fn rougher(roughness: f32, spread: f32) -> f32 {
    return sqrt(sqrt(max(roughness * roughness * roughness * roughness + spread, 0.0)));
}
