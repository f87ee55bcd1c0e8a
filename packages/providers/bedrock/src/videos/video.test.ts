import { describe, expect, it } from 'vitest';
import { failure, served } from '../../tests/served.ts';

const model = 'amazon.nova-reel-v1:1';
const arn = 'arn:aws:bedrock:us-east-1:123456789012:async-invoke/abc123';
const started = { body: { invocationArn: arn } };
const outputDataConfig = { s3OutputDataConfig: { s3Uri: 's3://mine/videos' } };
const vendor = { bedrock: { outputDataConfig } };
const asked = { model, prompt: 'A fox', vendor };

describe('a video', () => {
  it('is an asynchronous invocation, whose ARN is one segment of the path', async () => {
    const done = {
      invocationArn: arn,
      status: 'Completed',
      submitTime: '2026-11-20T10:00:00Z',
      endTime: '2026-11-20T10:02:00Z',
      outputDataConfig: { s3OutputDataConfig: { s3Uri: 's3://mine/videos/abc123' } },
    };
    const { ai, sent, body } = await served([started, { body: { status: 'InProgress' } }, { body: done }]);
    const image = { data: 'AQ==', mediaType: 'image/png' };
    const job = await ai.video({ ...asked, image, resolution: '1280x720', aspectRatio: '16:9', seed: 7 });
    expect(job).toMatchObject({ id: arn, warnings: [] });
    expect(sent()).toMatchObject({ method: 'POST', path: '/async-invoke' });
    expect(body()).toEqual({
      modelId: model,
      modelInput: {
        taskType: 'TEXT_VIDEO',
        textToVideoParams: { text: 'A fox', images: [{ format: 'png', source: { bytes: 'AQ==' } }] },
        videoGenerationConfig: { durationSeconds: 6, fps: 24, dimension: '1280x720', seed: 7 },
      },
      outputDataConfig,
    });
    expect(await job.status()).toMatchObject({ state: 'running', rawState: 'InProgress' });
    expect(sent(1)).toMatchObject({ method: 'GET', path: `/async-invoke/${encodeURIComponent(arn)}` });
    expect(await job.status()).toMatchObject({
      state: 'succeeded',
      createdAt: Date.parse('2026-11-20T10:00:00Z'),
      endedAt: Date.parse('2026-11-20T10:02:00Z'),
    });
  });

  it('names the object that the bucket holds, also when it is taken up later', async () => {
    const done = { status: 'Completed', outputDataConfig };
    const { ai } = await served([{ body: done }, { body: done }]);
    const job = await ai.video({ attach: arn });
    expect(await job.results()).toEqual({ videos: [{ url: 's3://mine/videos/output.mp4', mediaType: 'video/mp4' }] });
  });

  it('of more than six seconds is cut from several shots, without a first picture', async () => {
    const { ai, body } = await served([started]);
    const image = { data: 'AQ==', mediaType: 'image/png' };
    const wishes = { negativePrompt: 'dogs', aspectRatio: '1:1', resolution: 'huge' };
    const { warnings } = await ai.video({ ...asked, ...wishes, image, durationSeconds: 12 });
    expect(warnings.map(({ feature }) => feature)).toEqual(['negativePrompt', 'aspectRatio', 'resolution', 'image']);
    expect(body().modelInput).toEqual({
      taskType: 'MULTI_SHOT_AUTOMATED',
      multiShotAutomatedParams: { text: 'A fox' },
      videoGenerationConfig: { durationSeconds: 12, fps: 24, dimension: '1280x720' },
    });
  });

  it.each([
    ['Model has encountered an error.', 'server'],
    ['The generated video has been blocked by our content filters.', 'content-filter'],
  ])('that failed says why: %s', async (failureMessage, code) => {
    const { ai } = await served([started, { body: { status: 'Failed', failureMessage } }]);
    const job = await ai.video(asked);
    expect(await failure(job.wait())).toMatchObject({ code, message: expect.stringContaining(failureMessage) });
  });

  it('needs a bucket, and a model whose body is known', async () => {
    const { ai, server } = await served([started]);
    expect(await failure(ai.video({ model, prompt: 'A fox' }))).toMatchObject({
      code: 'invalid-request',
      field: 'vendor.bedrock.outputDataConfig',
    });
    expect(await failure(ai.video({ ...asked, model: 'luma.ray-v2:0' }))).toMatchObject({
      code: 'unsupported',
      field: 'model',
    });
    expect(server.requests).toHaveLength(0);
  });

  it('is an error where the reply names no invocation, or no place', async () => {
    const { ai } = await served([{ body: {} }, { body: { status: 'Completed' } }, { body: { status: 'Completed' } }]);
    expect(await failure(ai.video(asked))).toMatchObject({ code: 'invalid-response' });
    const job = await ai.video({ attach: arn });
    expect(await failure(job.results())).toMatchObject({ code: 'invalid-response' });
  });

  it('begins with a picture behind a link, where links are fetched', async () => {
    const answer = ({ path }: { path: string }) =>
      path === '/fox.png' ? { headers: { 'content-type': 'image/png' }, text: 'png' } : started;
    const { ai, body, server } = await served(answer, { fetchMedia: { allowPrivate: true } });
    await ai.video({ ...asked, image: { url: `${server.url}/fox.png` } });
    const bytes = Buffer.from('png').toString('base64');
    expect(body(1)).toMatchObject({
      modelInput: { textToVideoParams: { images: [{ format: 'png', source: { bytes } }] } },
    });
    const without = await served([started]);
    const link = { url: 'https://example.com/fox.png' };
    expect(await failure(without.ai.video({ ...asked, image: link }))).toMatchObject({ code: 'unsupported' });
  });
});
