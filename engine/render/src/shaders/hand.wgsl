// Hands: a mesh that follows 26 joints.

// 26 matrices a hand, room_from_bind.
@group(2) @binding(0) var<uniform> bones: array<mat4x4<f32>, 208>;

struct In {
    @location(0) position: vec3<f32>,
    @location(1) normal: vec3<f32>,
    @location(2) joints: vec4<u32>,
    @location(3) weights: vec4<f32>,
    @location(4) colour: vec4<f32>,
    // The palm's place, and how wet the hand is: 1 just wetted … 0 dry.
    @location(5) palm: vec4<f32>,
    // The first of its 26 matrices.
    @location(6) first_bone: u32,
}

struct Out {
    @builtin(position) clip: vec4<f32>,
    @location(0) position: vec3<f32>,
    @location(1) normal: vec3<f32>,
    @location(2) colour: vec4<f32>,
    @location(3) light: vec3<f32>,
    // Where the skin was when the mesh was made, and what is left of the film there.
    @location(4) bind: vec3<f32>,
    @location(5) film: f32,
    // The way its triangle looked then.
    @location(6) @interpolate(flat) facing: u32,
}

// Metres from the palm to where a film dries first: the fingertips.
const FARTHEST_M = 0.13;
// Wet skin takes more of the light (Lekner & Dorf, "Why some things are darker when wet", 1988; how much is design) and
// mirrors like water.
const WET_DARKER = 0.72;
const SMOOTH = 0.05;

@vertex
fn vertex(in: In /*both , @builtin(view_index) view: u32 both*/) -> Out {
    /*both drawn = view; both*/
    let at = vec4<u32>(in.first_bone) + in.joints;
    let skin = bones[at.x] * in.weights.x + bones[at.y] * in.weights.y
        + bones[at.z] * in.weights.z + bones[at.w] * in.weights.w;
    let position = skin * vec4<f32>(in.position, 1.0);
    var out: Out;
    out.clip = eye().clip_from_room * position;
    out.position = position.xyz;
    out.normal = (skin * vec4<f32>(in.normal, 0.0)).xyz;
    out.colour = in.colour;
    out.light = ambient(out.position, normalize(out.normal));
    out.bind = in.position;
    out.film = in.palm.w - 0.75 * min(distance(out.position, in.palm.xyz) / FARTHEST_M, 1.0);
    out.facing = facing(in.normal);
    return out;
}

@fragment
fn fragment(in: Out /*both , @builtin(view_index) view: u32 both*/) -> @location(0) vec4<f32> {
    /*both drawn = view; both*/
    var s: Surface;
    s.position = in.position;
    let normal = normalize(in.normal);
    let near = detail_anyhow(others[1].pattern, laid(in.bind, in.facing), in.position, normal);
    let p = in.bind * 260.0;
    let ragged = 0.12 * sin(p.x + 1.9 * sin(p.y)) * sin(p.z + 1.4 * sin(p.x * 0.7));
    let film = smoothstep(0.0, 0.12, in.film + ragged);
    // The film lies level over the furrows.
    s.normal = normalize(mix(near.normal, normal, film));
    s.base = in.colour.rgb * near.shade * mix(1.0, WET_DARKER, film);
    s.metallic = 0.0;
    s.opacity = 1.0;
    s.roughness = mix(rougher(0.5, near.spread), SMOOTH, film);
    s.light = in.light * near.light;
    s.emissive = vec3<f32>(0.0);
    // Alpha becomes samples: a fading hand needs no sorting.
    return vec4<f32>(picture(shade(s).rgb, in.clip.xy), in.colour.a);
}
