// What a surface is like from near.

struct Finish {
    // The layer, tiles a metre, the steepest slope, the largest shade.
    pattern: vec4<f32>,
    // x sheen.
    params: vec4<f32>,
}

// A layer a pattern: slopes of its relief along u and v, how much duller it is, how much lighter; a half is none of it.
@group(1) @binding(5) var details: texture_2d_array<f32>;
@group(1) @binding(6) var tiled: sampler;
// Patterns of what has no material: what is plain, hands, then each `Fabric`.
@group(1) @binding(8) var<uniform> others: array<Finish, 6>;

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

// What a pattern holds at `uv`, metres over the surface.
fn texel(pattern: vec4<f32>, uv: vec2<f32>) -> vec4<f32> {
    return textureSample(details, tiled, uv * pattern.y, u32(pattern.x)) * 2.0 - 1.0;
}

// `tilted` is the normal with the texel's slopes.
fn detail(pattern: vec4<f32>, texel: vec4<f32>, normal: vec3<f32>, tilted: vec3<f32>) -> Detail {
    var d: Detail;
    d.normal = normalize(tilted);
    d.spread = texel.z * DULL * pattern.z * pattern.z;
    d.shade = 1.0 + texel.w * pattern.w;
    d.light = 1.0 + FROM_ABOVE * (d.normal.y - normal.y);
    return d;
}

// Where u goes is told by the triangle: `along` is a unit vector there, w which side of it v goes.
fn detail_along(pattern: vec4<f32>, uv: vec2<f32>, along: vec4<f32>, normal: vec3<f32>) -> Detail {
    let t = texel(pattern, uv);
    let slopes = t.xy * pattern.z;
    return detail(pattern, t, normal, normal - slopes.x * along.xyz - slopes.y * along.w * cross(normal, along.xyz));
}

// Where u and v go is told by the pixels beside (Mikkelsen, "Bump mapping unparametrized surfaces on the GPU", 2010).
fn detail_anyhow(pattern: vec4<f32>, uv: vec2<f32>, position: vec3<f32>, normal: vec3<f32>) -> Detail {
    let t = texel(pattern, uv);
    let slopes = t.xy * pattern.z;
    let across = cross(dpdy(position), normal);
    let down = cross(normal, dpdx(position));
    let area = dot(dpdx(position), across);
    let rise = dot(dpdx(uv), slopes) * across + dot(dpdy(uv), slopes) * down;
    return detail(pattern, t, normal, abs(area) * normal - sign(area) * rise);
}

// A roughness of which α², the square of its square, is so much greater.
fn rougher(roughness: f32, spread: f32) -> f32 {
    return sqrt(sqrt(max(roughness * roughness * roughness * roughness + spread, 0.0)));
}
