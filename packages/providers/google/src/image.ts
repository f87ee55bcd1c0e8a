// Images: as many requests as pictures, for models that draw one at a time. The wire's own, since Vertex serves them too.
export { imageOperation } from '@kit/transformer-gemini/resources';
