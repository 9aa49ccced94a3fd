/** The 80 classes of COCO in the order detectors use. Source: cocodataset.org. */
export const COCO_80 =
  'person,bicycle,car,motorcycle,airplane,bus,train,truck,boat,traffic light,fire hydrant,stop sign,parking meter,bench,bird,cat,dog,horse,sheep,cow,elephant,bear,zebra,giraffe,backpack,umbrella,handbag,tie,suitcase,frisbee,skis,snowboard,sports ball,kite,baseball bat,baseball glove,skateboard,surfboard,tennis racket,bottle,wine glass,cup,fork,knife,spoon,bowl,banana,apple,sandwich,orange,broccoli,carrot,hot dog,pizza,donut,cake,chair,couch,potted plant,bed,dining table,toilet,tv,laptop,mouse,remote,keyboard,cell phone,microwave,oven,toaster,sink,refrigerator,book,clock,vase,scissors,teddy bear,hair drier,toothbrush'.split(
    ',',
  );

// Ids of COCO's 91 that were never used, 0 being the background.
const UNUSED = new Set([0, 12, 26, 29, 30, 45, 66, 68, 69, 71, 83]);

/** COCO by its own ids, 0..90: those nobody uses are "unused", 0 is the background. */
export const COCO_91: string[] = spread();

function spread(): string[] {
  let next = 0;
  return Array.from({ length: 91 }, (_, id) => (id === 0 ? 'background' : UNUSED.has(id) ? 'unused' : (COCO_80[next++] ?? 'unused')));
}
