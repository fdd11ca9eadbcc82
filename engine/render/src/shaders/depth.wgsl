// The depth of a picture's samples as one number a pixel: that of the first sample, since depths of two surfaces have no
// mean. WGSL has no arrays of such textures, so that each eye's layer is one of its own.

@group(1) @binding(0) var left: texture_depth_multisampled_2d;
@group(1) @binding(1) var right: texture_depth_multisampled_2d;

// One triangle over everything.
@vertex
fn vertex(@builtin(vertex_index) corner: u32) -> @builtin(position) vec4<f32> {
    return vec4<f32>(f32(corner & 1u) * 4.0 - 1.0, f32(corner >> 1u) * 4.0 - 1.0, 0.0, 1.0);
}

@fragment
fn fragment(
    @builtin(position) at: vec4<f32> /*both , @builtin(view_index) view: u32 both*/
) -> @builtin(frag_depth) f32 {
    /*both drawn = view; both*/
    let pixel = vec2<i32>(at.xy);
    if drawn == 0u {
        return textureLoad(left, pixel, 0);
    }
    return textureLoad(right, pixel, 0);
}
