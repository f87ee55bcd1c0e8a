// Google's error table is the wire's: one vendor, one form of failure.
export { geminiErrors as googleErrors } from '@kit/transformer-gemini';
