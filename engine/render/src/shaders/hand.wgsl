// Hands: a mesh that follows 26 joints.

// 26 matrices a hand, room_from_bind.
@group(2) @binding(0) var<uniform> bones: array<mat4x4<f32>, 208>;

struct In {
    @location(0) position: vec3<f32>,
    @location(1) normal: vec3<f32>,
    @location(2) joints: vec4<u32>,
    @location(3) weights: vec4<f32>,
    @location(4) colour: vec4<f32>,
    // x the first of its 26 matrices.
    @location(5) first_bone: u32,
}

struct Out {
    @builtin(position) clip: vec4<f32>,
    @location(0) position: vec3<f32>,
    @location(1) normal: vec3<f32>,
    @location(2) colour: vec4<f32>,
    @location(3) light: vec3<f32>,
}

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
    return out;
}

@fragment
fn fragment(in: Out /*both , @builtin(view_index) view: u32 both*/) -> @location(0) vec4<f32> {
    /*both drawn = view; both*/
    var s: Surface;
    s.position = in.position;
    s.normal = normalize(in.normal);
    s.base = in.colour.rgb;
    s.metallic = 0.0;
    s.opacity = 1.0;
    s.roughness = 0.5;
    s.light = in.light;
    s.emissive = vec3<f32>(0.0);
    // Alpha becomes samples: a fading hand needs no sorting.
    return vec4<f32>(picture(shade(s).rgb, in.clip.xy), in.colour.a);
}
