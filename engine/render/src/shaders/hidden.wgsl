// What the lenses never show: as near as can be, so that nothing is drawn behind it.

struct In {
    @location(0) at: vec2<f32>,
    @location(1) eye: u32,
}

@vertex
fn vertex(in: In /*both , @builtin(view_index) view: u32 both*/) -> @builtin(position) vec4<f32> {
    /*both drawn = view; both*/
    // Triangles of the other eye shrink to nothing.
    let at = select(vec2<f32>(0.0), in.at, in.eye == this_pass.eye.x + drawn);
    return vec4<f32>(at, 1.0, 1.0);
}

@fragment
fn fragment() -> @location(0) vec4<f32> {
    return vec4<f32>(0.0);
}
