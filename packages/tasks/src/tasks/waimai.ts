/**
 * Is a customer content with a take-away meal? Chinese. An instance (label 1: content, 0: not):
 *
 *   1,很快，好吃，味道足，量大
 *
 * Source: waimai_10k of SophonPlus/ChineseNlpCorpus, 11,987 reviews (4,000 good, 7,987 bad), its authors unknown; one file without
 * splits. Words follow the colon without a space, as Chinese is written. Metric: accuracy; 66.6 % are bad.
 */
import { fixedClassification } from '../fixed-classification.ts';
import { choice, cloze } from '../templates/classification.ts';

const opinion = { negative: '差评', positive: '好评' };

export default fixedClassification({
  name: 'waimai',
  version: 2,
  language: 'zh',
  source: 'waimai_10k (SophonPlus/ChineseNlpCorpus)',
  data: null,
  labels: ['negative', 'positive'],
  values: { 0: 'negative', 1: 'positive' },
  columns: { text: ['review', 'text'], label: ['label'] },
  templates: [
    cloze('review-opinion', (f) => `评论：${f['text']}\n评价：`, opinion),
    cloze('sentiment', (f) => `外卖评论：${f['text']}\n情感：`, {
      negative: ['消极', '负面'],
      positive: ['积极', '正面'],
    }),
    cloze('customer-feels', (f) => `顾客说：“${f['text']}”\n这位顾客感到很`, {
      negative: '失望',
      positive: '满意',
    }),
    cloze('meal-was', (f) => `${f['text']}\n总的来说，这顿外卖很`, {
      negative: ['差', '糟糕'],
      positive: ['好', '不错'],
    }),
    cloze('would-order', (f) => `“${f['text']}”\n下次我`, { negative: '不会再点', positive: '还会再点' }),
    cloze('attitude', (f) => `评论内容：${f['text']}\n态度：`, { negative: '不满意', positive: '满意' }),
    choice('good-or-bad', (f) => `下面的外卖评论是好评还是差评？\n评论：${f['text']}\n答案：`, opinion),
    choice('satisfied', (f) => `评论：${f['text']}\n问题：顾客满意吗？请回答“是”或“否”。\n回答：`, {
      negative: '否',
      positive: '是',
    }),
    choice('choose-sentiment', (f) => `请判断文本的情感，选项：积极、消极。\n文本：${f['text']}\n情感：`, {
      negative: '消极',
      positive: '积极',
    }),
    choice('letters', (f) => `评论：${f['text']}\nA. 差评\nB. 好评\n正确选项：`, {
      negative: 'A',
      positive: 'B',
    }),
    choice('recommend', (f) => `“${f['text']}”\n写这条评论的人会推荐还是不推荐这家店？答：`, {
      negative: '不推荐',
      positive: '推荐',
    }),
    choice('label-from-list', (f) => `请从“好评、差评”中选一个标签。\n评论：${f['text']}\n标签：`, opinion),
    cloze('told-a-friend', (f) => `${f['text']}\n我对朋友说，这家店`, {
      negative: ['很差', '不行'],
      positive: ['很好', '不错'],
    }),
    cloze('in-a-word', (f) => `订单评价：${f['text']}\n一句话总结：`, { negative: '失望', positive: '满意' }),
    cloze('stars', (f) => `${f['text']}\n所以我给了`, { negative: '一星', positive: '五星' }),
    cloze('mood', (f) => `收到外卖后，顾客写道：${f['text']}\n顾客的心情：`, {
      negative: '生气',
      positive: '开心',
    }),
    choice('true-or-false', (f) => `评论：${f['text']}\n判断对错：顾客喜欢这顿外卖。\n答案：`, {
      negative: '错',
      positive: '对',
    }),
    choice('numbered', (f) => `顾客怎么看这家店？\n1. 不满意\n2. 满意\n顾客：${f['text']}\n选项：`, {
      negative: '1',
      positive: '2',
    }),
    choice('praise-or-complaint', (f) => `${f['text']}\n问：这是表扬还是投诉？\n答：`, {
      negative: '投诉',
      positive: '表扬',
    }),
    choice('again', (f) => `顾客的话：${f['text']}\n他下次还会再点吗？请回答“会”或“不会”。\n回答：`, {
      negative: '不会',
      positive: '会',
    }),
  ],
});
