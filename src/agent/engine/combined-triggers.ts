import { defined } from '../../base/values/defined.ts';
import type { TriggerNode } from '../../contract/strategy-graph/strategy-graph.ts';
import { fieldOf } from '../../base/values/plain.ts';
import type { Call, PartFiring } from './state.ts';

type Memory = Readonly<Record<string, PartFiring>>;

export interface Fired {
  readonly memory: Memory;
  /** Absent: what fired does not make the whole fire yet. */
  readonly firing?: Firing;
}

interface Firing extends PartFiring {
  readonly text: string;
}

/**
 * Whether a trigger fires, given that those of its parts fired for which `fires` says so, all at one instant: schedules as
 * `schedulesOf` lists them, calls and changes.
 * Parts joined by `and … within` are remembered by their place (`0/1` is the second part of the first) until all have
 * fired within the span; what fired together is used up, so that one burst fires once. What a part has heard since for its own next
 * firing is not.
 */
export function fireCombined(
  trigger: TriggerNode,
  memory: Memory,
  at: number,
  fires: (part: TriggerNode) => { readonly call: Call | null } | undefined,
  place = '',
): Fired {
  switch (trigger.kind) {
    case 'any': {
      let now = memory;
      let firing: Fired['firing'];
      for (const [index, part] of trigger.triggers.entries()) {
        const fired = fireCombined(part, now, at, fires, `${place}${String(index)}/`);
        now = fired.memory;
        // Both at one instant are one event; what a call brings is not lost by it.
        if (!firing || (firing.call === null && fired.firing?.call)) firing = fired.firing ?? firing;
      }
      return defined({ memory: now, firing });
    }
    case 'all': {
      if (trigger.withinSeconds === undefined) return single(trigger, memory, at, fires);
      const span = Math.round(trigger.withinSeconds * 1000);
      const places = trigger.triggers.map((_, index) => `${place}${String(index)}/`);
      let now = memory;
      let any = false;
      for (const [index, part] of trigger.triggers.entries()) {
        const own = places[index] ?? '';
        const fired = fireCombined(part, now, at, fires, own);
        now = fired.firing ? { ...fired.memory, [own]: partOf(fired.firing) } : fired.memory;
        any ||= fired.firing !== undefined;
      }
      const parts = places.flatMap((own) => fieldOf(now, own) ?? []);
      // A clock that is late tells of a schedule after what happened since.
      const last = Math.max(...parts.map((part) => part.at));
      const together = any && parts.length === places.length && parts.every((part) => part.at >= last - span);
      if (!together) return { memory: now };
      const call = parts.find((part) => part.call)?.call ?? null;
      const left = Object.entries(now).filter(([own]) => !places.includes(own));
      return { memory: Object.fromEntries(left), firing: { at: last, text: trigger.text, call } };
    }
    default:
      return single(trigger, memory, at, fires);
  }
}

const partOf = ({ at, call }: Firing): PartFiring => ({ at, call });

function single(part: TriggerNode, memory: Memory, at: number, fires: Parameters<typeof fireCombined>[3]): Fired {
  const fired = fires(part);
  return defined({ memory, firing: fired && { at, text: part.text, call: fired.call } });
}

/** The schedules of a trigger: simple ones, and those that fire at the instants that several share. */
export function schedulesOf(trigger: TriggerNode): readonly TriggerNode[] {
  switch (trigger.kind) {
    case 'any':
      return trigger.triggers.flatMap(schedulesOf);
    case 'all':
      return trigger.withinSeconds === undefined ? [trigger] : trigger.triggers.flatMap(schedulesOf);
    case 'called':
    case 'on':
      return [];
    default:
      return [trigger];
  }
}
