import { randomBytes } from 'node:crypto';
import {
  SpanStatusCode,
  trace,
  type Attributes,
  type Context,
  type Span,
  type SpanContext,
  type SpanOptions,
  type SpanStatus,
  type TracerProvider,
} from '@opentelemetry/api';

/** A span as it was when it ended. */
export interface Ended {
  readonly name: string;
  readonly place: SpanContext;
  readonly parent: SpanContext | undefined;
  readonly kind: SpanOptions['kind'];
  readonly attributes: Attributes;
  readonly status: SpanStatus;
}

/** What an SDK does, in as few lines: it makes ids and keeps what has ended. */
export function recorder(): { readonly provider: TracerProvider; readonly ended: Ended[] } {
  const ended: Ended[] = [];
  const start = (name: string, options: SpanOptions = {}, context?: Context): Span => {
    const parent = context && trace.getSpanContext(context);
    const place: SpanContext = {
      traceId: parent?.traceId ?? randomBytes(16).toString('hex'),
      spanId: randomBytes(8).toString('hex'),
      traceFlags: 1,
    };
    const attributes: Attributes = { ...options.attributes };
    let status: SpanStatus = { code: SpanStatusCode.UNSET };
    let isOpen = true;
    const span: Span = {
      spanContext: () => place,
      setAttribute: (key, value) => {
        attributes[key] = value;
        return span;
      },
      setAttributes: (more) => {
        Object.assign(attributes, more);
        return span;
      },
      addEvent: () => span,
      addLink: () => span,
      addLinks: () => span,
      setStatus: (to) => {
        status = to;
        return span;
      },
      updateName: () => span,
      end: () => {
        if (!isOpen) throw new Error(`${name} ends twice`);
        isOpen = false;
        ended.push({ name, place, parent, kind: options.kind, attributes, status });
      },
      isRecording: () => isOpen,
      recordException: () => undefined,
    };
    return span;
  };
  const provider: TracerProvider = {
    getTracer: () => ({
      startSpan: start,
      startActiveSpan: () => {
        throw new Error('no span is active by itself');
      },
    }),
  };
  return { provider, ended };
}
