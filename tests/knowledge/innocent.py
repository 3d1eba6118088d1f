#!/usr/bin/env python3
"""Everyday sentences in which nobody is ill: what is read in them as present is a phrase that is too loose.

usage: tests/knowledge/innocent.py PROGRAM [MOST]

Prints each such reading, and fails when there are more than MOST (14; some are harmless: "drinks a glass of wine" is alcohol).
"""
import json, subprocess, sys

SENTENCES = """\
He came back from work at six and went down to the shop.
She was on the bridge when the train came past.
They have lived in the same house for twelve years and get on well.
He works as a teacher and drives to school every morning.
My mother came with me today and my sister is looking after the children.
We went on holiday to the coast and swam in the sea.
She got up, had breakfast and walked the dog in the park.
He put the kettle on and made tea for everyone.
The doctor asked him to sit down and wait for the nurse.
I don't know what to do about the car.
She turned the light off and locked the door.
It started on Monday and I thought it would go away by itself.
He is a quiet man who likes gardening and football on the television.
The appointment was moved to the afternoon.
She has a new job and is happy with it.
They talked about the weather and the price of bread.
I was told to come back if anything changed.
He has been married for thirty years and has two grown-up sons.
The room was cold and the window was open.
She carried the shopping up to the second floor.
He looked up when his name was called.
Her husband drove her here and is waiting outside.
The bus was late and we had to walk.
I take a tablet in the morning and one at night.
She said that she had never seen anything like it before.
He lies in bed and reads until midnight.
We have a cat and two rabbits at home.
The children are well and back at school.
He cut the grass on Saturday and painted the fence on Sunday.
She is the eldest of four and left home at eighteen.
I run twice a week and play tennis in the summer.
It was a long day and the traffic was heavy.
He opened the letter, read it and put it in the drawer.
She was born in Leeds and moved to London as a student.
They sat by the fire and talked about old times.
The baby sleeps through the night and feeds well.
He is growing well and hitting all his milestones.
She drinks a glass of wine on Fridays and has never smoked.
I was fine until last week.
We changed doctors when we moved house.
He asked whether he could go back to work.
She showed me a picture of her garden.
The line was busy so I rang again later.
He always takes the stairs and never the lift.
My neighbour told me to come and see you.
She read about it in the paper and got worried.
It happened in the kitchen while I was cooking.
He was sitting at his desk when the phone rang.
They went to a wedding last month and danced all evening.
She holds the rail on the way down.
I had an egg for breakfast and a sandwich at lunch.
He has his father's eyes and his mother's hair.
The test was normal and nothing more was done.
She can do everything for herself and manages her own money.
He plays the piano and sings in a choir.
We have been through a lot together.
The left one is older than the right one.
I have three cups of coffee a day.
She lost her keys and had to climb in through the window.
He is off to the mountains for a week.
The shop closes at five on Sundays.
He hit the ball over the fence and ran after it.
I gave him the medicine as you said.
She has a good appetite and sleeps eight hours.
The wound healed well and the stitches came out.
He was given antibiotics last year for something else.
She felt better the next day and went back to her normal life.
They checked his blood pressure and it was fine.
He could not find his glasses, they were on his head.
The water was hot and the towels were clean.
She pushed the pram up the hill.
He spends most evenings in front of the computer.
I cannot remember the name of the tablet but it is white and round.
She turned round and waved.
The dog jumped up at the postman.
We had fish and chips by the pier.
He wears size ten shoes and a blue coat.
She finished her course and passed with good marks.
It is the first time I have come about this.
Nobody in the family has anything like it.
He is tall and thin like his brother.
The top of the hill was covered in snow.
She broke a cup and swept up the pieces.
The school rang to say that he had left his bag.
I would like to know what the next step is.
He fell asleep on the sofa after Sunday lunch.
They are expecting visitors at the weekend.
Her hair is short and she wears earrings.
The ring was too big and slid off her finger in the sink.
He pulled the door shut behind him.
She gets on with her colleagues.
The job is hard but he enjoys it.
He stopped the car at the side of the road to look at the map.
I looked it up and it said to see a doctor.
She pressed the button and the doors opened.
The medicine tastes of strawberries.
We walked back along the river in the evening.
He likes his tea with milk and two sugars.
The house is old and the stairs are steep.
It was dark by the time we got home.
""".splitlines()

program, most, most_loose = sys.argv[1], int(sys.argv[2]) if len(sys.argv) > 2 else 14, 9
feed = "".join(json.dumps({"id": str(i), "text": s}) + "\n" for i, s in enumerate(SENTENCES))
done = subprocess.run([program, "ddx", "--batch"], input=feed, capture_output=True, text=True)
read = loose = 0
for line in done.stdout.splitlines():
    answer = json.loads(line)
    for f in answer.get("findings", []):
        if f["state"] in ("present", "uncertain") and not f["id"].endswith("_use"):
            nearly = f.get("loose", False)
            loose, read = loose + nearly, read + (not nearly)
            print(f"{'~' if nearly else ' '} {f['id']:30} <{f['text']}>  {SENTENCES[int(answer['id'])]}")
print(f"{read} read and {loose} offered (~) in {len(SENTENCES)} innocent sentences, at most {most} and {most_loose}")
sys.exit(read > most or loose > most_loose or done.returncode != 0)
