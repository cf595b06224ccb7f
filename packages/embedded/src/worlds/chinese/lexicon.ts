/**
 * The words of Chinese reviews: descriptions by grade that all domains share, and each domain's own. Takeaway (外卖) is held out. Used as
 * they stand: {n} is a thing, {a} a description of it.
 */
import { type Halves, words } from '../draw.ts';
import type { ByGrade, Domain } from '../reviews/lexicon.ts';

export const sharedDescriptions: ByGrade = {
  2: words('太棒了, 非常好, 完美, 特别好, 好极了, 无可挑剔'),
  1: words('不错, 挺好, 很好, 令人满意, 还挺好'),
  0: words('一般, 普通, 还行, 马马虎虎, 中规中矩'),
  [-1]: words('不好, 不太行, 有点差, 让人失望, 不怎么样'),
  [-2]: words('太差了, 糟糕透了, 极差, 差极了, 一塌糊涂'),
};

const films: Domain = {
  name: '电影',
  nouns: words('剧情, 演员, 音乐, 画面, 结局, 导演, 台词, 配乐, 主角, 特效, 节奏, 故事'),
  adjectives: {
    2: words('震撼人心, 感人至深'),
    1: words('有意思, 很感人'),
    0: words('没什么新意'),
    [-1]: words('很无聊, 太老套'),
    [-2]: words('烂透了, 看不下去'),
  },
  openings: words('昨晚看了这部电影。, 和朋友一起去看的。, 周末在家看的。, 这是系列的第三部。'),
  closings: {
    2: words('一定要再看一遍。, 今年最好的电影。'),
    1: words('值得一看。, 票价值了。'),
    0: words('可看可不看。'),
    [-1]: words('不建议去影院看。, 看得我想睡。'),
    [-2]: words('浪费我两个小时。, 中途就走了。'),
  },
};
const goods: Domain = {
  name: '商品',
  nouns: words('手机, 屏幕, 电池, 质量, 做工, 颜色, 外观, 价格, 材料, 按键, 说明书, 充电器'),
  adjectives: {
    2: words('物超所值, 超出预期'),
    1: words('很实用, 很结实'),
    0: words('勉强能用'),
    [-1]: words('偏贵, 不耐用'),
    [-2]: words('根本没法用, 一用就坏'),
  },
  openings: words('上个月买的。, 给爸爸买的礼物。, 用了一个星期。, 这是第二次买了。'),
  closings: {
    2: words('强烈推荐购买。, 已经又买了两个。'),
    1: words('会再买。, 推荐给朋友。'),
    0: words('能用就行。'),
    [-1]: words('不会再买了。, 对不起这个价。'),
    [-2]: words('马上退货。, 再也不买了。'),
  },
};
const takeaway: Domain = {
  name: '外卖',
  nouns: words('外卖, 骑手, 配送, 餐盒, 米饭, 味道, 分量, 包子, 汤, 送餐速度, 奶茶, 炸鸡'),
  adjectives: {
    2: words('快得惊人, 香得不得了'),
    1: words('很准时, 热乎乎的'),
    0: words('凑合能吃'),
    [-1]: words('凉了, 洒了一半'),
    [-2]: words('难吃得要命, 等了三个小时'),
  },
  openings: words('中午点的单。, 在这家点了很多次。, 下雨天叫的餐。, 加班时点的。'),
  closings: {
    2: words('以后天天点这家。, 五星好评。'),
    1: words('下次还点。, 吃得很饱。'),
    0: words('填饱肚子而已。'),
    [-1]: words('下次换一家点。, 还不如自己做饭。'),
    [-2]: words('拉黑这家店。, 吃完就拉肚子。'),
  },
};

export const chineseDomains: Halves<readonly Domain[]> = { pretraining: [films, goods], heldOut: [takeaway] };

export const chineseFrames: Halves<readonly string[]> = {
  pretraining: ['{n}{a}', '这个{n}{a}', '我觉得{n}{a}', '{n}真是{a}', '大家都说{n}{a}'],
  heldOut: ['{n}{a}', '这次的{n}{a}', '感觉{n}{a}', '今天{n}{a}'],
};
