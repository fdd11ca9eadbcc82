// Rigid meshes: rooms, furniture, things.

struct Material {
    base: vec4<f32>,
    emissive: vec4<f32>,
    // x metallic, y roughness, z strength of the normal map (0: there is none).
    params: vec4<f32>,
}

@group(2) @binding(0) var<uniform> materials: array<Material, 256>;
@group(2) @binding(1) var base_map: texture_2d<f32>;
@group(2) @binding(2) var metal_rough_map: texture_2d<f32>;
@group(2) @binding(3) var normal_map: texture_2d<f32>;
@group(2) @binding(4) var emissive_map: texture_2d<f32>;
@group(2) @binding(5) var maps: sampler;

struct In {
    @location(0) position: vec3<f32>,
    @location(1) normal: vec3<f32>,
    @location(2) tangent: vec4<f32>,
    @location(3) uv: vec2<f32>,
    // x ambient occlusion of 255; z, w the material, low byte first.
    @location(4) shade: vec4<u32>,
    @location(5) row_x: vec4<f32>,
    @location(6) row_y: vec4<f32>,
    @location(7) row_z: vec4<f32>,
    @location(8) tint: vec4<f32>,
    // Where its baked light lies; for what is fixed only.
    @location(9) light: vec2<f32>,
}

struct Out {
    @builtin(position) clip: vec4<f32>,
    @location(0) position: vec3<f32>,
    @location(1) normal: vec3<f32>,
    @location(2) tangent: vec4<f32>,
    @location(3) uv: vec2<f32>,
    // Of what is fixed, x and y its place on the light map; else the light it receives.
    // By the samples that lie inside: the middle of a pixel at an edge may lie off the map.
    @location(4) @interpolate(perspective, centroid) light: vec3<f32>,
    @location(5) tint: vec4<f32>,
    @location(6) @interpolate(flat) material: u32,
}

fn placed(in: In) -> Out {
    let p = vec4<f32>(in.position, 1.0);
    let position = vec3<f32>(dot(in.row_x, p), dot(in.row_y, p), dot(in.row_z, p));
    // Normals go with the cofactors, so that a stretched box keeps them upright.
    let normal = vec3<f32>(
        dot(cross(in.row_y.xyz, in.row_z.xyz), in.normal),
        dot(cross(in.row_z.xyz, in.row_x.xyz), in.normal),
        dot(cross(in.row_x.xyz, in.row_y.xyz), in.normal),
    );
    let t = in.tangent.xyz;
    var out: Out;
    out.clip = eye().clip_from_room * vec4<f32>(position, 1.0);
    out.position = position;
    out.normal = normal;
    out.tangent = vec4<f32>(dot(in.row_x.xyz, t), dot(in.row_y.xyz, t), dot(in.row_z.xyz, t), in.tangent.w);
    out.uv = in.uv;
    out.light = vec3<f32>(in.light, 0.0);
    out.material = in.shade.z + 256u * in.shade.w;
    out.tint = in.tint;
    return out;
}

@vertex
fn fixed_vertex(in: In /*both , @builtin(view_index) view: u32 both*/) -> Out {
    /*both drawn = view; both*/
    return placed(in);
}

@vertex
fn moving_vertex(in: In /*both , @builtin(view_index) view: u32 both*/) -> Out {
    /*both drawn = view; both*/
    var out = placed(in);
    out.light = ambient(out.position, normalize(out.normal)) * (f32(in.shade.x) / 255.0);
    return out;
}

fn lit(in: Out, front: bool, light: vec3<f32>) -> vec4<f32> {
    let material = materials[in.material];
    let base = textureSample(base_map, maps, in.uv) * material.base * in.tint;
    let metal_rough = textureSample(metal_rough_map, maps, in.uv);
    let bump = textureSample(normal_map, maps, in.uv).xyz * 2.0 - 1.0;
    let glow = textureSample(emissive_map, maps, in.uv).rgb;
    var normal = normalize(in.normal);
    if material.params.z > 0.0 {
        let tangent = normalize(in.tangent.xyz);
        let side = cross(normal, tangent) * in.tangent.w;
        let scaled = bump * vec3<f32>(material.params.z, material.params.z, 1.0);
        normal = normalize(tangent * scaled.x + side * scaled.y + normal * scaled.z);
    }
    // A bevel thinner than a pixel mirrors every way at once: what its normals spread makes it rougher (Kaplanyan et al.,
    // "Filtering distributions of normals", 2016).
    let right = dpdx(normal);
    let down = dpdy(normal);
    let spread = min(0.5 * (dot(right, right) + dot(down, down)), 0.3);
    let roughness = material.params.y * metal_rough.g;
    var s: Surface;
    s.position = in.position;
    s.normal = select(-normal, normal, front);
    s.base = base.rgb;
    s.metallic = material.params.x * metal_rough.b;
    s.roughness = sqrt(sqrt(roughness * roughness * roughness * roughness + spread));
    s.opacity = base.a;
    s.light = light;
    s.emissive = material.emissive.rgb * glow;
    let shown = shade(s);
    return vec4<f32>(picture(shown.rgb, in.clip.xy), shown.a);
}

@fragment
fn fixed(in: Out, @builtin(front_facing) front: bool /*both , @builtin(view_index) view: u32 both*/) -> @location(0) vec4<f32> {
    /*both drawn = view; both*/
    return lit(in, front, textureSampleLevel(light_map, baked, in.light.xy, 0.0).rgb);
}

@fragment
fn moving(in: Out, @builtin(front_facing) front: bool /*both , @builtin(view_index) view: u32 both*/) -> @location(0) vec4<f32> {
    /*both drawn = view; both*/
    return lit(in, front, in.light);
}
