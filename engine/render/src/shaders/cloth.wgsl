// Garments: two-sided, with an inside of another colour.

struct In {
    @location(0) position: vec3<f32>,
    @location(1) normal: vec3<f32>,
    @location(2) outside: vec4<f32>,
    @location(3) inside: vec4<f32>,
    // Metres over the cloth.
    @location(4) uv: vec2<f32>,
    // Which of `others` it shows.
    @location(5) fabric: u32,
}

struct Out {
    @builtin(position) clip: vec4<f32>,
    @location(0) position: vec3<f32>,
    @location(1) normal: vec3<f32>,
    @location(2) outside: vec4<f32>,
    @location(3) inside: vec4<f32>,
    // What its outside receives, and its inside.
    @location(4) light: vec3<f32>,
    @location(5) light_inside: vec3<f32>,
    @location(6) uv: vec2<f32>,
    @location(7) @interpolate(flat) fabric: u32,
}

@vertex
fn vertex(in: In /*both , @builtin(view_index) view: u32 both*/) -> Out {
    /*both drawn = view; both*/
    var out: Out;
    out.clip = eye().clip_from_room * vec4<f32>(in.position, 1.0);
    out.position = in.position;
    out.normal = in.normal;
    out.outside = in.outside;
    out.inside = in.inside;
    out.uv = in.uv;
    out.fabric = in.fabric;
    let normal = normalize(in.normal);
    out.light = ambient(out.position, normal);
    // The inside of a garment lies in its own shade.
    out.light_inside = 0.6 * ambient(out.position, -normal);
    return out;
}

@fragment
fn fragment(in: Out, @builtin(front_facing) front: bool /*both , @builtin(view_index) view: u32 both*/) -> @location(0) vec4<f32> {
    /*both drawn = view; both*/
    let colour = select(in.inside, in.outside, front);
    var s: Surface;
    s.position = in.position;
    let finish = others[in.fabric];
    let near = detail_anyhow(finish.pattern, in.uv, in.position, normalize(select(-in.normal, in.normal, front)));
    s.normal = near.normal;
    s.base = colour.rgb * near.shade;
    s.metallic = 0.0;
    s.opacity = 1.0;
    s.roughness = rougher(0.85, near.spread);
    s.light = select(in.light_inside, in.light, front) * near.light;
    s.emissive = vec3<f32>(0.0);
    s.sheen = finish.params.x;
    return vec4<f32>(picture(shade(s).rgb, in.clip.xy), colour.a);
}
