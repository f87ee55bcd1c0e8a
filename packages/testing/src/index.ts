// @kit/testing: real servers with faults on demand, and a virtual clock, for tests of kit and of what is built with it.

// Traffic that is recorded once
export { type Cassette, type CassetteOptions, cassette } from './cassettes/cassette.ts';
export { type CassetteStore, cassetteFile } from './cassettes/cassette-file.ts';
export { cassetteExchanges } from './cassettes/cassette-format.ts';
export type { RecordedExchange, RecordedRequest, RecordedResponse } from './cassettes/recorded-exchange.ts';
export type { Chunking } from './chunking.ts';
export { refusedURL } from './closed-port.ts';
// Conformance of providers
export { type Check, registerChecks, type TestFunction } from './conformance/check.ts';
export { type ConformanceOptions, conformance } from './conformance/conformance.ts';
export { ConformanceFailure } from './conformance/failure.ts';
export type * from './conformance/manifest.ts';
export { replayed } from './conformance/replayed.ts';
export { jsonLinesReply, samplePicture, sampleSchema, sampleTool, sseReply } from './conformance/samples.ts';
export type { CallExchange } from './conformance/subject.ts';
export {
  type Candidate,
  candidate,
  conformanceTogether,
  type TogetherOptions,
  type TogetherReport,
} from './conformance/together.ts';
export type { Exchange, ExchangeRequest, ExchangeResponse } from './exchange.ts';
// What goes wrong
export { type Fault, type FaultPlace, type FaultPlan, type Faults, randomFaults } from './faults.ts';
export type { LoopbackServer } from './loopback-server.ts';
// Examples of a README
export { type ReadmeExample, readmeExamples, runReadmeExample } from './readme.ts';
export type { ReceivedRequest } from './received-request.ts';
export { type ReplayServer, type ReplayServerOptions, replayServer } from './replay-server.ts';
export { seededRandom } from './seeded-random.ts';
export { type Answers, failureOf, type Served, served } from './served.ts';
export { type Brain, type BrainAnswer, type BrainInfo, defaultBrain } from './simulator/brain.ts';
export { schemaInstance } from './simulator/schema-instance.ts';
// Servers
export { type Simulator, type SimulatorOptions, simulator } from './simulator.ts';
// Time and chance
export { type VirtualEnvironment, type VirtualEnvironmentOptions, virtualEnvironment } from './virtual-environment.ts';
export { type WireProviderOptions, wireProvider } from './wire-provider.ts';
