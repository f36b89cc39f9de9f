/** The least that Lit can do with the same first screen: a word, a text box and a button. The anchor. */
import { html, LitElement } from 'lit';

class LitPage extends LitElement {
  protected override render() {
    return html`<h1>Beep</h1>
      <label>Your name <input /></label> <button>Get started</button>`;
  }
}
customElements.define('lit-page', LitPage);
