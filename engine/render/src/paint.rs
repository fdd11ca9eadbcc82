//! The order in which a picture is painted.

use crate::frame::{MOST_EYES, Stats};
use crate::pipelines::{IN_MIRROR, Things};
use crate::renderer::{Frame, PASS_STRIDE, Renderer};
use crate::sight::{Draw, Sheer, Sight};
use crate::tracers::MOST_TRACERS;
use std::ops::Range;

impl Renderer {
    /// Opaque things first, then the mirror with all that is seen in it, then what lets light through and writes no
    /// depth: panels and glass, captions over all. From eye `first`.
    pub(crate) fn paint(&self, painter: &mut Painter, frame: &Frame, first: u32) {
        let (lists, pipelines) = (&frame.lists, &self.pipelines);
        painter.look(frame, first);
        painter.pass.set_pipeline(&pipelines.hidden);
        painter.pass.set_vertex_buffer(0, frame.hidden.buffer.slice(..));
        painter.draw_hidden(lists.hidden.len() as u32);
        self.paint_solid(painter, frame, &pipelines.direct, &lists.direct, &lists.cloth_direct);
        // Mirrors show the room without: a film is thin, and a draw is dear.
        painter.pass.set_pipeline(&pipelines.film);
        painter.pass.set_vertex_buffer(0, frame.films.buffer.slice(..));
        painter.draw_quads(0..lists.films.len() as u32);
        if lists.reflection.is_some() {
            painter.pass.set_stencil_reference(IN_MIRROR);
            painter.draw_pane(frame, &pipelines.pane.mark);
            painter.draw_pane(frame, &pipelines.pane.open);
            painter.look(frame, MOST_EYES as u32 + first);
            let all = 0..lists.cloth_indices.len() as u32;
            self.paint_solid(painter, frame, &pipelines.mirrored, &lists.mirrored, std::slice::from_ref(&all));
            self.paint_sheer(painter, frame, &pipelines.mirrored, &lists.mirrored);
            painter.look(frame, first);
            painter.draw_pane(frame, &pipelines.pane.close);
        }
        self.paint_sheer(painter, frame, &pipelines.direct, &lists.direct);
        if let (Some(on), Some(tracers)) = (&frame.drifting, lists.tracers) {
            painter.pass.set_pipeline(&pipelines.tracers[tracers as usize]);
            painter.pass.set_bind_group(1, &self.surfaces, &[]);
            painter.pass.set_vertex_buffer(0, on.tracers.slice(..));
            painter.draw_quads(0..MOST_TRACERS);
        }
        self.paint_quads(painter, frame, &pipelines.captions, lists.panel_quads..lists.quads.len() as u32);
    }

    fn paint_solid(
        &self,
        painter: &mut Painter,
        frame: &Frame,
        pipelines: &Things,
        sight: &Sight,
        cloth: &[Range<u32>],
    ) {
        self.begin_meshes(painter, frame);
        self.paint_meshes(painter, pipelines, &sight.opaque);
        // Before hands and cloth, which they must not darken.
        painter.pass.set_pipeline(&pipelines.shadow);
        painter.pass.set_vertex_buffer(0, frame.shadows.buffer.slice(..));
        painter.draw_quads(0..frame.lists.shadows.len() as u32);

        painter.pass.set_pipeline(&pipelines.hand);
        painter.pass.set_bind_group(2, &frame.bones_group, &[]);
        for (hand, instances) in self.hands.iter().zip(&frame.lists.hand_ranges) {
            painter.pass.set_vertex_buffer(0, hand.vertices.slice(..));
            painter.pass.set_vertex_buffer(1, frame.hands.buffer.slice(..));
            painter.pass.set_index_buffer(hand.indices.slice(..), wgpu::IndexFormat::Uint32);
            painter.draw_indexed(0..hand.count, instances.clone());
        }

        painter.pass.set_pipeline(&pipelines.cloth);
        painter.pass.set_vertex_buffer(0, frame.cloth_vertices.buffer.slice(..));
        painter.pass.set_index_buffer(frame.cloth_indices.buffer.slice(..), wgpu::IndexFormat::Uint32);
        for indices in cloth {
            painter.draw_indexed(indices.clone(), 0..1);
        }

        painter.pass.set_pipeline(&pipelines.veil);
        painter.pass.set_vertex_buffer(0, frame.veils.buffer.slice(..));
        painter.draw_boxes(0..frame.lists.veils.len() as u32);
    }

    fn paint_sheer(&self, painter: &mut Painter, frame: &Frame, pipelines: &Things, sight: &Sight) {
        // Each kind sets what it needs where the one before was another.
        let mut in_meshes = false;
        for sheer in &sight.sheer {
            match sheer {
                Sheer::Glass(draw) => {
                    if !in_meshes {
                        self.begin_meshes(painter, frame);
                        in_meshes = true;
                    }
                    self.paint_meshes(painter, pipelines, std::slice::from_ref(draw));
                }
                Sheer::Panels(quads) => {
                    self.paint_quads(painter, frame, &pipelines.panels, quads.clone());
                    in_meshes = false;
                }
                Sheer::Hole(quad) => {
                    self.paint_quads(painter, frame, &pipelines.holes, *quad..*quad + 1);
                    in_meshes = false;
                }
            }
        }
    }

    fn begin_meshes(&self, painter: &mut Painter, frame: &Frame) {
        painter.pass.set_bind_group(1, &self.surfaces, &[]);
        painter.pass.set_vertex_buffer(0, self.vertices.slice(..));
        painter.pass.set_vertex_buffer(1, frame.instances.buffer.slice(..));
        painter.pass.set_index_buffer(self.indices.slice(..), wgpu::IndexFormat::Uint32);
    }

    fn paint_quads(&self, painter: &mut Painter, frame: &Frame, pipeline: &wgpu::RenderPipeline, quads: Range<u32>) {
        painter.pass.set_pipeline(pipeline);
        painter.pass.set_bind_group(1, &self.atlas, &[]);
        painter.pass.set_vertex_buffer(0, frame.quads.buffer.slice(..));
        painter.draw_quads(quads);
    }

    fn paint_meshes(&self, painter: &mut Painter, pipelines: &Things, draws: &[Draw]) {
        let mut now = None;
        for draw in draws {
            if now != Some(draw.group) {
                let group = &self.catalogue.groups[draw.group];
                let mesh = &pipelines.mesh[usize::from(group.fixed)];
                painter.pass.set_pipeline(match (group.blend, group.double_sided) {
                    (true, _) => &mesh.glass,
                    (false, true) => &mesh.two_sided,
                    (false, false) => &mesh.one_sided,
                });
                now = Some(draw.group);
            }
            painter.draw_indexed(draw.indices.clone(), draw.instances.clone());
        }
    }
}

/// A pass that counts what it draws.
pub(crate) struct Painter<'a> {
    pub pass: wgpu::RenderPass<'a>,
    pub stats: &'a mut Stats,
}

impl Painter<'_> {
    /// What is drawn from now on is seen from this eye, or, where one pass draws both, from this and the next.
    fn look(&mut self, frame: &Frame, eye: u32) {
        self.pass.set_bind_group(0, &frame.world_group, &[eye * PASS_STRIDE as u32]);
    }

    fn draw_pane(&mut self, frame: &Frame, pipeline: &wgpu::RenderPipeline) {
        self.pass.set_pipeline(pipeline);
        self.pass.set_vertex_buffer(0, frame.pane.buffer.slice(..));
        self.stats.draws += 1;
        self.stats.triangles += 2;
        self.pass.draw(0..4, 0..1);
    }

    fn draw_indexed(&mut self, indices: Range<u32>, instances: Range<u32>) {
        if !indices.is_empty() && !instances.is_empty() {
            self.stats.draws += 1;
            self.stats.triangles += indices.len() as u32 / 3 * instances.len() as u32;
            self.pass.draw_indexed(indices, 0, instances);
        }
    }

    fn draw_hidden(&mut self, vertices: u32) {
        if vertices > 0 {
            self.stats.draws += 1;
            self.stats.triangles += vertices / 3;
            self.pass.draw(0..vertices, 0..1);
        }
    }

    fn draw_boxes(&mut self, boxes: Range<u32>) {
        if !boxes.is_empty() {
            self.stats.draws += 1;
            self.stats.triangles += 12 * boxes.len() as u32;
            self.pass.draw(0..36, boxes);
        }
    }

    fn draw_quads(&mut self, quads: Range<u32>) {
        if !quads.is_empty() {
            self.stats.draws += 1;
            self.stats.triangles += 2 * quads.len() as u32;
            self.pass.draw(0..4, quads);
        }
    }
}
