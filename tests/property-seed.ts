// Property tests draw the same cases in every run, so that a red one is red again. PROPERTY_SEED=<number> draws others.
import fc from 'fast-check';

fc.configureGlobal({ seed: Number(process.env.PROPERTY_SEED ?? 20261121) });
