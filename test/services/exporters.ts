import type { Generator } from './generator.ts';
import { NAMESPACE } from './readings.ts';

/** Names that the compiler, Seldon and Kubernetes give the Deployment and pods of `serve`. */
const DEPLOYMENT = 'serve-default-0-graph';
const pods = [0, 1].map((index) => `${DEPLOYMENT}-5d9c8b7f64-p000${String(index)}`);
/** A pod of another workflow whose name begins alike, and of a run. */
const stranger = 'serve-default-0-graph-more-5d9c8b7f64-p0000';
const run = (name: string, step: string): string => `${name}-0123456789-${step}-3067158893`;

const line = (name: string, labels: Readonly<Record<string, string>>, value: number): string =>
  `${name}{${Object.entries(labels)
    .map(([label, text]) => `${label}="${text}"`)
    .join(',')}} ${String(value)}`;

/**
 * What the generator does not play, in the format of the exporters. Counters follow the time. What it gives ends the series of
 * Seldon's executor.
 */
export async function playExporters(generator: Generator): Promise<() => Promise<void>> {
  await generator.ramp('library-kube-state-metrics', kubeStateMetrics);
  await generator.ramp('library-kubelet', kubelet);
  await generator.ramp('library-kserve', kserve);
  await generator.ramp('library-istio', istioGrpc);
  return generator.ramp('library-executor', executorElsewhere);
}

/** github.com/kubernetes/kube-state-metrics, docs/metrics/workload/pod-metrics.md */
function kubeStateMetrics(seconds: number): string {
  const container = (pod: string, name: string): Record<string, string> => ({
    namespace: NAMESPACE,
    pod,
    uid: `uid-${pod}`,
    container: name,
  });
  // One container is started again three times while the test waits, the other was killed for memory once.
  const restarts = [Math.min(3, Math.floor(Math.max(0, seconds - 4))), seconds > 5 ? 1 : 0];
  const phase = (pod: string, phase: string): string =>
    line('kube_pod_status_phase', { namespace: NAMESPACE, pod, uid: `uid-${pod}`, phase }, 1);
  const killed = (pod: string): string =>
    line('kube_pod_container_status_terminated_reason', { ...container(pod, 'main'), reason: 'OOMKilled' }, 1);
  return [
    ...pods.flatMap((pod, index) => [
      line('kube_pod_container_status_restarts_total', container(pod, 'graph'), restarts[index] ?? 0),
      limit(container(pod, 'graph'), 'cpu', 'core', 0.5),
      limit(container(pod, 'graph'), 'memory', 'byte', 512 * 2 ** 20),
    ]),
    line('kube_pod_container_status_restarts_total', container(stranger, 'graph'), 5 + seconds),
    line(
      'kube_pod_container_status_last_terminated_reason',
      { ...container(pods[0] ?? '', 'graph'), reason: 'Error' },
      1,
    ),
    line(
      'kube_pod_container_status_last_terminated_reason',
      { ...container(pods[1] ?? '', 'graph'), reason: 'OOMKilled' },
      1,
    ),
    phase(run('train', 'load'), 'Succeeded'),
    phase(run('train', 'fit'), 'Failed'),
    phase('train-1785312000-fit-77', 'Failed'),
    phase('train-x2x4z-load-78', 'Running'),
    phase('train-x2x4z-fit-79', 'Pending'),
    phase(run('train-more', 'fit'), 'Failed'),
    killed(run('train', 'fit')),
    killed('train-1785312000-load-77'),
    killed(run('train-more', 'fit')),
    line(
      'kube_pod_container_status_terminated_reason',
      { ...container(run('train', 'load'), 'main'), reason: 'Completed' },
      1,
    ),
  ].join('\n');
}

const limit = (container: Readonly<Record<string, string>>, resource: string, unit: string, value: number): string =>
  line('kube_pod_container_resource_limits', { ...container, node: 'node-1', resource, unit }, value);

/** github.com/google/cadvisor, docs/storage/prometheus.md, with the labels that the kubelet adds. */
function kubelet(seconds: number): string {
  const labels = (pod: string, container: string): Record<string, string> => ({
    container,
    id: `/kubepods.slice/${pod}/${container}`,
    image: container === '' ? '' : `images.example/${container}:1.0`,
    name: container === '' ? '' : `${pod}_${container}`,
    namespace: NAMESPACE,
    pod,
  });
  const memory = (pod: string, container: string, bytes: number): string =>
    line('container_memory_working_set_bytes', labels(pod, container), bytes);
  return [
    ...pods.flatMap((pod, index) => [
      memory(pod, 'graph', (256 + 128 * index) * 2 ** 20),
      memory(pod, 'seldon-container-engine', 32 * 2 ** 20),
      memory(pod, 'POD', 2 ** 20),
      // The pod as a whole: it would count twice.
      memory(pod, '', (300 + 128 * index) * 2 ** 20),
      line('container_cpu_cfs_periods_total', labels(pod, 'graph'), 10 * seconds),
      line('container_cpu_cfs_throttled_periods_total', labels(pod, 'graph'), 2.5 * seconds),
    ]),
    memory(stranger, 'graph', 2 ** 30),
    memory('train-x2x4z-load-78', 'main', 2 ** 30),
    line(
      'container_cpu_usage_seconds_total',
      { ...labels('train-x2x4z-load-78', 'main'), cpu: 'total' },
      1.5 * seconds,
    ),
    line('container_cpu_usage_seconds_total', { ...labels(run('train-more', 'fit'), 'main'), cpu: 'total' }, seconds),
  ].join('\n');
}

/**
 * KServe's Python servers (python/kserve/kserve/metrics.py): histograms with the label of the model and the bounds of
 * Prometheus' client. `pod` and `namespace` come from the PodMonitor.
 */
function kserve(seconds: number): string {
  const histogram = (name: string, model: string, rate: number, below: number, mean: number): string[] => {
    const labels = { model_name: model, namespace: NAMESPACE, pod: `${model}-predictor-5d9c8b7f64-p0000` };
    const bucket = (le: string, share: number): string =>
      line(`${name}_bucket`, { ...labels, le }, share * rate * seconds);
    return [
      bucket('0.05', 0),
      bucket('0.1', below),
      bucket('0.25', 1),
      bucket('+Inf', 1),
      line(`${name}_sum`, labels, mean * rate * seconds),
      line(`${name}_count`, labels, rate * seconds),
    ];
  };
  return [
    ...histogram('request_predict_seconds', 'serve', 8, 0.8, 0.09),
    ...histogram('request_preprocess_seconds', 'serve', 8, 1, 0.07),
    ...histogram('request_postprocess_seconds', 'serve', 8, 0.9, 0.08),
    ...histogram('request_predict_seconds', 'chain-pre', 6, 1, 0.06),
    ...histogram('request_predict_seconds', 'chain-fit', 3, 0.5, 0.12),
    ...histogram('request_predict_seconds', 'remote', 0, 0.5, 0.12),
  ].join('\n');
}

/** The executor of a workflow of the same name in another namespace, and feedback for ours. */
function executorElsewhere(seconds: number): string {
  const labels = {
    deployment_name: 'serve',
    predictor_name: 'default',
    predictor_version: '',
    method: 'post',
    code: '503',
  };
  const name = 'seldon_api_executor_server_requests_seconds_count';
  return [
    line(name, { ...labels, namespace: 'elsewhere', service: 'predictions' }, 100 * seconds),
    line(name, { ...labels, namespace: NAMESPACE, service: 'feedback' }, 100 * seconds),
    line(name, { ...labels, namespace: NAMESPACE, predictor_name: 'next', service: 'predictions' }, 100 * seconds),
  ].join('\n');
}

/** gRPC has its own codes (istio.io/docs/reference/config/metrics): the HTTP code of a failure is 200. */
function istioGrpc(seconds: number): string {
  const labels = {
    reporter: 'source',
    destination_service_name: 'remote-default',
    destination_service_namespace: NAMESPACE,
    request_protocol: 'grpc',
    response_code: '200',
    response_flags: '-',
  };
  const requests = (status: string, rate: number): string =>
    line('istio_requests_total', { ...labels, grpc_response_status: status }, rate * seconds);
  // OK, INVALID_ARGUMENT, UNAVAILABLE.
  return [requests('0', 6), requests('3', 2), requests('14', 2)].join('\n');
}
