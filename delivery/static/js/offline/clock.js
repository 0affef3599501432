/**
 * How long a shift has lasted, by a clock that nobody can set: the browser's monotonic one, and across a reload the
 * wall clock's difference where that is sane. It never goes back.
 */
const LONGEST_AWAY_MS = 12 * 3600 * 1000;

/** Begin at nought, just now. */
export const begun = () => ({ offset_ms: 0, wall_ms: Date.now(), page: performance.timeOrigin, page_ms: performance.now() });

/** The clock as it stands now. */
export function ticked(clock) {
  const same = clock.page === performance.timeOrigin;
  const away = Date.now() - clock.wall_ms;
  const passed = same ? performance.now() - clock.page_ms : away >= 0 && away < LONGEST_AWAY_MS ? away : 0;
  return {
    offset_ms: Math.round(clock.offset_ms + Math.max(0, passed)),
    wall_ms: Date.now(),
    page: performance.timeOrigin,
    page_ms: performance.now(),
  };
}
