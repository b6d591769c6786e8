/** A file with every construct of the grammar. */
export const everything = `import { cluster, other } from "./platform"

platform here {
  registry  "registry.example.org"
  tracker   mlflow "http://mlflow:5000"
  artifacts s3 "s3://data" { endpoint: "http://minio:9000", credentials: secret keys }
  mesh      istio { gateway: "public" }
  storage   "nfs" { size: 50Gi }
  journal   volume "fast-ssd" { size: 1Gi }
  command   ["python", "main.py"]
}

application shop { team science  on here  namespace "shop" }
model digits { registered "digits"  better accuracy }
param rate : List<Number>? = [0.5, 1e-3, 90%]

workflow train : batch {
  param data : Dataset = none
  executor load {
    image     "load:1"
    command   ["sh", "-c"]
    args      { path: "\${data.path}/\${f("x")}", retrain: true, "odd key": -1 }
    env       { MODE: "fast" }
    resources { cpu: 500m, memory: 4Gi }
    nodes     { pool: "gpu" }
    timeout   1h30m
    retry     2 backoff 30s..5m
    output    out : Dataset at "/out"
    metric    accuracy : Ratio in experiment "train"
  }
  executor again after load, other {
    like load
    image "load:2"
  }
  register digits from best of [load, again] by accuracy
  register digits from load
}

workflow serve : online {
  service ask    : transformer { image "ask:1" }
  service answer : model { server tensorflow grpc  model digits@production  inputs { input_1 }  outputs { "soft:0" } }
  graph    ask -> answer
  replicas 1..5 scale on request-rate(serve, over: 5m) per replica to 20/s
  expose   "shop.example.org"
  backup   spare
}

sensor seen = logged("n", experiment: "x") over 6h
sensor score(of: ModelVersion, over: Duration = 5m) : Number windowed is [score]
  from mlflow { version: of, metric: of.model.better }

template watcher { role "watch" }

agent guard : watcher {
  replicas 2
  strategy look {
    WHEN every 1h or cron "0 3 * * *" in "Europe/Madrid" or at "2026-12-01"
    IF   not seen since last fired < 3 * (1 + digits@3) or a == b and c
    THEN call other.answer(version: digits@latest)
  }
  strategy act {
    WHEN called act(version: ModelVersion)
    THEN {
      promote(version, to: production)
      update(serve)
    }
  }
}

primitive update(workflow: Online, ...) layer application {
  synonyms [change, move]
  permit [get, patch] on "apps/deployments" named
}
`;
