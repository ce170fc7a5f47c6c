/** All that `takePrimitives` asks of a document, in tests that dispatch nothing. */
export class EventMaker {
  createEvent(): Event {
    return new Event("");
  }
}
