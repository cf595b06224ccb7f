/** What `effects.ts` asks of the embedded model: the heading of each question in the card, and the flags of the run that answers it. */
interface Question {
  readonly title: string;
  readonly flags: string;
}

export const questions: ReadonlyMap<string, Question> = new Map([
  [
    'exemplars',
    {
      title: 'Exemplars against none, training against exemplars',
      flags:
        '--task hotel,hotel-stars,topic,takeaway,mapping --methods icl,lora --set icl.shots=0,4,8,24 --set lora.rank=4',
    },
  ],
  [
    'solutions',
    {
      title: 'Worked solutions against bare answers',
      flags: `--task word-problems --methods icl,cot,lora,lora+cot --set icl.shots=0,4 --set cot.rationale=true,false
    --set lora+cot.cot.rationale=true --set lora+cot.cot.shots=0 --set lora+cot.train.learningRate=1e-2 --set lora.rank=4
    --set lora+cot.lora.rank=4 --set cot.maxRationaleTokens=32 --set lora+cot.cot.maxRationaleTokens=32`,
    },
  ],
  [
    'instructions',
    {
      title: 'Instructions of other tasks (hotel, hotel-stars, mapping) before a topic question',
      flags: `--task topic --methods instruction,lora+instruction --set lora+instruction.instruction.trainOn=others
    --set lora+instruction.instruction.otherTasks=[hotel,hotel-stars,mapping] --set lora+instruction.train.learningRate=3e-3
    --set lora+instruction.lora.rank=4`,
    },
  ],
]);
