/**
 * The sound and the buzz of an answer, for hands that are busy: done is one short high tone and 60 ms,
 * a problem two low tones and 2 × 200 ms. Never the only sign; both follow `localStorage.quiet`.
 */
const SIGNALS = {
  done: { tones: [[880, 0, 0.12]], buzz: [60] },
  problem: { tones: [[220, 0, 0.18], [220, 0.28, 0.18]], buzz: [200, 100, 200] },
};

let audio;

/** Hertz, start and length in seconds, on a short ramp so that nothing clicks. */
function play(hertz, start_s, length_s) {
  audio ??= new AudioContext();
  const [tone, gain] = [audio.createOscillator(), audio.createGain()];
  const at = audio.currentTime + start_s;
  tone.frequency.value = hertz;
  gain.gain.setValueAtTime(0.0001, at);
  gain.gain.exponentialRampToValueAtTime(0.3, at + 0.02);
  gain.gain.exponentialRampToValueAtTime(0.0001, at + length_s);
  tone.connect(gain).connect(audio.destination);
  tone.start(at);
  tone.stop(at + length_s);
}

/** Give each answer's signal once; an answer is marked by `<span data-signal="done">`. */
export function signal(root) {
  const answer = root.querySelector("[data-signal]:not([data-given])");
  if (!answer || localStorage.getItem("quiet")) return;
  answer.dataset.given = "";
  const { tones, buzz } = SIGNALS[answer.dataset.signal];
  // A browser stays mute until the person has touched the page, and says so in its console if asked anyway.
  if (!navigator.userActivation?.hasBeenActive) return;
  navigator.vibrate?.(buzz);
  for (const tone of tones) play(...tone);
}
