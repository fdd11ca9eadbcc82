//! The audio device of this machine.

use crate::mixer::RATE_HZ;
use crate::{Bank, Cue, Ears, Message, Mixer, SoundError};
use rodio::{ChannelCount, DeviceSinkBuilder, MixerDeviceSink, SampleRate, Source};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::time::Duration;

/// Messages on their way: more than a second of ticks, which come all at once after a slow picture.
const WAITING: usize = 512;
/// Samples an ear between two looks at what came: 2.7 ms.
const BLOCK: usize = 128;

/// Plays what it is told in the thread of the audio device, until it is dropped.
pub struct Speakers {
    messages: SyncSender<Message>,
    _device: MixerDeviceSink,
}

impl Speakers {
    /// # Errors
    /// No device is there, or it does not open.
    pub fn open(bank: Bank) -> Result<Speakers, SoundError> {
        // What ALSA says by itself, in this thread, goes into a text that nobody reads: the error tells it.
        #[cfg(target_os = "linux")]
        let _said = alsa::Output::local_error_handler();
        let (messages, stream) = line(bank);
        let mut said = false;
        let trouble = move |why| {
            if !std::mem::replace(&mut said, true) {
                eprintln!("asepsis: sound is interrupted: {why}");
            }
        };
        let opened = DeviceSinkBuilder::from_default_device()
            .and_then(|device| device.with_error_callback(trouble).open_stream())
            .map_err(|why| SoundError::Device(why.to_string()));
        let mut device = opened?;
        device.log_on_drop(false);
        device.mixer().add(stream);
        Ok(Speakers { messages, _device: device })
    }

    /// What happened at a tick. Neither waits nor allocates: what a device that is stuck cannot take is lost.
    pub fn hear(&self, ears: Ears, cues: &[Cue]) {
        send(&self.messages, ears, cues);
    }

    /// Of everything, as a factor.
    pub fn volume(&self, volume: f32) {
        let _ = self.messages.try_send(Message::Volume(volume));
    }

    /// Lets what sounds fade away.
    pub fn silence(&self) {
        let _ = self.messages.try_send(Message::Silence);
    }
}

fn send(messages: &SyncSender<Message>, ears: Ears, cues: &[Cue]) {
    let cues = cues.iter().copied().map(Message::Cue);
    for message in cues.chain([Message::Ears(ears)]) {
        let _ = messages.try_send(message);
    }
}

/// Both ends of the way from the ticks to the device's thread.
fn line(bank: Bank) -> (SyncSender<Message>, Stream) {
    let (messages, heard) = sync_channel(WAITING);
    (messages, Stream { mixer: Mixer::new(bank), heard, block: [[0.0; 2]; BLOCK], next: 2 * BLOCK })
}

/// A mixer as a source without end.
struct Stream {
    mixer: Mixer,
    heard: Receiver<Message>,
    block: [[f32; 2]; BLOCK],
    next: usize,
}

impl Iterator for Stream {
    type Item = f32;

    fn next(&mut self) -> Option<f32> {
        if self.next == 2 * BLOCK {
            while let Ok(message) = self.heard.try_recv() {
                self.mixer.tell(message);
            }
            self.mixer.mix(&mut self.block);
            self.next = 0;
        }
        let sample = self.block[self.next / 2][self.next % 2];
        self.next += 1;
        Some(sample)
    }
}

impl Source for Stream {
    fn current_span_len(&self) -> Option<usize> {
        None
    }

    fn channels(&self) -> ChannelCount {
        const { ChannelCount::new(2).unwrap() }
    }

    fn sample_rate(&self) -> SampleRate {
        const { SampleRate::new(RATE_HZ).unwrap() }
    }

    fn total_duration(&self) -> Option<Duration> {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Sound;
    use allocation_counter::measure;

    #[test]
    fn what_is_told_is_heard_and_a_device_that_is_stuck_keeps_nobody_waiting() {
        let (messages, mut stream) = line(Bank::of(|_| vec![0.5; 4800]));
        let cue = Cue { sound: Sound::Press, at: None, gain: 1.0, rate: 1.0 };
        let sent = measure(|| (0..3 * WAITING).for_each(|_| send(&messages, Ears::default(), &[cue])));
        assert_eq!(sent.count_total, 0, "it allocates nothing");
        let mut loudest = 0.0f32;
        let played = measure(|| (0..1000).for_each(|_| loudest = loudest.max(stream.next().unwrap_or_default().abs())));
        assert_eq!(played.count_total, 0, "nor does the device's thread");
        assert!(loudest > 0.01);
        assert!(messages.try_send(Message::Silence).is_ok(), "what waited was taken");
    }
}
