//! How long the GPU works on a picture, by timestamps that are read when they are there: nothing here waits for them.

use crate::device::Device;
use std::sync::Arc;
use std::sync::atomic::{AtomicU8, Ordering};

/// What of a device it takes.
pub(crate) const FEATURES: wgpu::Features =
    wgpu::Features::TIMESTAMP_QUERY.union(wgpu::Features::TIMESTAMP_QUERY_INSIDE_ENCODERS);
/// Pictures under way at once; one more is not timed.
const RING: usize = 6;
/// Where results may lie in a buffer.
const ALIGNED: u64 = wgpu::QUERY_RESOLVE_BUFFER_ALIGNMENT;
/// Two timestamps.
const BYTES: u64 = 2 * wgpu::QUERY_SIZE as u64;

const FREE: u8 = 0;
const ENCODED: u8 = 1;
const ASKED: u8 = 2;
const READY: u8 = 3;
const FAILED: u8 = 4;

/// Times pictures; each carries what its caller wants to know again with its time.
pub(crate) struct Timer<T> {
    device: wgpu::Device,
    queries: wgpu::QuerySet,
    resolved: wgpu::Buffer,
    slots: [Slot<T>; RING],
    /// The oldest that is under way, and how many are.
    first: usize,
    count: usize,
    seconds_per_step: f32,
}

struct Slot<T> {
    read: wgpu::Buffer,
    state: Arc<AtomicU8>,
    of: Option<T>,
}

impl<T> Timer<T> {
    /// None where the device has no timestamps.
    pub fn new(Device { device, queue, .. }: &Device) -> Option<Timer<T>> {
        if !device.features().contains(FEATURES) {
            return None;
        }
        let label = Some("timer");
        let slot = |_| {
            let usage = wgpu::BufferUsages::MAP_READ | wgpu::BufferUsages::COPY_DST;
            let read =
                device.create_buffer(&wgpu::BufferDescriptor { label, size: BYTES, usage, mapped_at_creation: false });
            Slot { read, state: Arc::new(AtomicU8::new(FREE)), of: None }
        };
        Some(Timer {
            queries: device.create_query_set(&wgpu::QuerySetDescriptor {
                label,
                ty: wgpu::QueryType::Timestamp,
                count: 2 * RING as u32,
            }),
            resolved: device.create_buffer(&wgpu::BufferDescriptor {
                label,
                size: RING as u64 * ALIGNED,
                usage: wgpu::BufferUsages::QUERY_RESOLVE | wgpu::BufferUsages::COPY_SRC,
                mapped_at_creation: false,
            }),
            slots: std::array::from_fn(slot),
            first: 0,
            count: 0,
            seconds_per_step: queue.get_timestamp_period() * 1e-9,
            device: device.clone(),
        })
    }

    fn next(&self) -> usize {
        (self.first + self.count) % RING
    }

    pub fn from(&mut self, encoder: &mut wgpu::CommandEncoder) {
        if self.count < RING {
            encoder.write_timestamp(&self.queries, 2 * self.next() as u32);
        }
    }

    pub fn to(&mut self, encoder: &mut wgpu::CommandEncoder) {
        if self.count < RING {
            let i = self.next();
            let (query, at) = (2 * i as u32, i as u64 * ALIGNED);
            encoder.write_timestamp(&self.queries, query + 1);
            encoder.resolve_query_set(&self.queries, query..query + 2, &self.resolved, at);
            encoder.copy_buffer_to_buffer(&self.resolved, at, &self.slots[i].read, 0, BYTES);
            self.slots[i].state.store(ENCODED, Ordering::Relaxed);
        }
    }

    /// The encoder was submitted. Gives back what was to be carried where the picture is not timed.
    pub fn submitted(&mut self, of: T) -> Result<(), T> {
        let i = self.next();
        if self.count == RING || self.slots[i].state.load(Ordering::Relaxed) != ENCODED {
            return Err(of);
        }
        let slot = &mut self.slots[i];
        slot.of = Some(of);
        slot.state.store(ASKED, Ordering::Relaxed);
        let state = slot.state.clone();
        slot.read.map_async(wgpu::MapMode::Read, .., move |mapped| {
            state.store(if mapped.is_ok() { READY } else { FAILED }, Ordering::Release);
        });
        self.count += 1;
        Ok(())
    }

    /// The newest that is under way.
    pub fn newest(&mut self) -> Option<&mut T> {
        let newest = self.count.checked_sub(1)?;
        self.slots[(self.first + newest) % RING].of.as_mut()
    }

    /// Lets the GPU tell what it has finished, and does not wait for more.
    pub fn look(&self) {
        // What fails here fails again, and is told, where the picture is submitted.
        let _ = self.device.poll(wgpu::PollType::Poll);
    }

    /// The oldest picture if the GPU has finished it: what it carried, and its seconds if they could be read.
    pub fn finished(&mut self) -> Option<(T, Option<f32>)> {
        let slot = self.slots.get_mut(self.first).filter(|_| self.count > 0)?;
        let seconds = match slot.state.load(Ordering::Acquire) {
            READY => {
                let stamps = slot.read.get_mapped_range(..).ok().map(|bytes| {
                    let at = |i: usize| u64::from_ne_bytes(std::array::from_fn(|k| bytes[8 * i + k]));
                    [at(0), at(1)]
                });
                slot.read.unmap();
                stamps.map(|[from, to]| to.saturating_sub(from) as f32 * self.seconds_per_step)
            }
            FAILED => None,
            _ => return None,
        };
        slot.state.store(FREE, Ordering::Relaxed);
        let of = slot.of.take()?;
        (self.first, self.count) = ((self.first + 1) % RING, self.count - 1);
        Some((of, seconds))
    }
}
