// Rigid meshes: rooms, furniture, things.

struct Material {
    base: vec4<f32>,
    emissive: vec4<f32>,
    // x metallic, y roughness, z sheen, w how far grooves along u draw out what is mirrored.
    params: vec4<f32>,
    // As in `Finish`.
    pattern: vec4<f32>,
}

@group(1) @binding(7) var<uniform> materials: array<Material, 256>;

struct In {
    @location(0) position: vec3<f32>,
    @location(1) normal: vec3<f32>,
    // Metres over the surface.
    @location(3) uv: vec2<f32>,
    // x ambient occlusion of 255; y the axis its triangle faces, +X −X +Y −Y +Z −Z; z, w the material, low byte first.
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
    @location(3) uv: vec2<f32>,
    // Of what is fixed, x and y its place on the light map; else the light it receives.
    // By the samples that lie inside: the middle of a pixel at an edge may lie off the map.
    @location(4) @interpolate(perspective, centroid) light: vec3<f32>,
    @location(5) tint: vec4<f32>,
    @location(6) @interpolate(flat) material: u32,
    // For `detail_along`.
    @location(7) @interpolate(flat) along: vec4<f32>,
}

fn placed(in: In) -> Out {
    let p = vec4<f32>(in.position, 1.0);
    let position = vec3<f32>(dot(in.row_x, p), dot(in.row_y, p), dot(in.row_z, p));
    var out: Out;
    out.clip = eye().clip_from_room * vec4<f32>(position, 1.0);
    out.position = position;
    let n = in.normal;
    out.normal = vec3<f32>(dot(in.row_x.xyz, n), dot(in.row_y.xyz, n), dot(in.row_z.xyz, n));
    out.uv = in.uv;
    out.light = vec3<f32>(in.light, 0.0);
    out.material = in.shade.z + 256u * in.shade.w;
    out.tint = in.tint;
    // The forge lays u along −Z on what faces along X, else along X; v down, or along Z.
    let x = vec3<f32>(in.row_x.x, in.row_y.x, in.row_z.x);
    let z = vec3<f32>(in.row_x.z, in.row_y.z, in.row_z.z);
    out.along = vec4<f32>(select(x, -z, in.shade.y < 2u), 2.0 * f32(in.shade.y & 1u) - 1.0);
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
    // A box may be stretched: its normals go with the cofactors, which keeps them upright.
    out.normal = vec3<f32>(
        dot(cross(in.row_y.xyz, in.row_z.xyz), in.normal),
        dot(cross(in.row_z.xyz, in.row_x.xyz), in.normal),
        dot(cross(in.row_x.xyz, in.row_y.xyz), in.normal),
    );
    out.light = ambient(out.position, normalize(out.normal)) * (f32(in.shade.x) / 255.0);
    return out;
}

fn lit(in: Out, front: bool, light: vec3<f32>) -> vec4<f32> {
    let material = materials[in.material];
    let base = material.base * in.tint;
    let normal = normalize(in.normal);
    let near = detail_along(material.pattern, in.uv, in.along, normal);
    // A bevel thinner than a pixel mirrors every way at once: what its normals spread makes it rougher (Kaplanyan et al.,
    // "Filtering distributions of normals", 2016).
    let right = dpdx(normal);
    let down = dpdy(normal);
    let spread = min(0.5 * (dot(right, right) + dot(down, down)), 0.3);
    var s: Surface;
    s.position = in.position;
    s.normal = select(-near.normal, near.normal, front);
    s.base = base.rgb * near.shade;
    s.metallic = material.params.x;
    s.roughness = rougher(material.params.y, spread + near.spread);
    s.opacity = base.a;
    s.light = light * near.light;
    s.emissive = material.emissive.rgb;
    s.sheen = material.params.z;
    s.along = in.along.xyz;
    s.brushed = material.params.w;
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
