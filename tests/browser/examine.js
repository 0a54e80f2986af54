// examine(): what axe finds wrong with a page as it is shown now, after it was perhaps shown otherwise before.
//
// Everything is examined once. What is written in a page is the same however it is shown, so another mode has only what
// it shows and others do not; a page that is laid out anew has its sizes and places. Colours are dear, more than half of
// the time, and most texts look just like one before: of the texts that look alike, on this page and on those before, with
// everything around them, one is examined. Which looks were is told, for the next page.
window.examine = (() => {
    const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const OF_COLOURS = ['color-contrast', 'link-in-text-block'];
    const OF_PLACES = ['target-size', 'scrollable-region-focusable'];
    const LOOKS = ['color', 'backgroundColor', 'backgroundImage', 'fontSize', 'fontWeight', 'opacity', 'position',
        'textDecorationLine', 'textShadow', 'mixBlendMode', 'filter'];
    const shownBefore = new WeakSet();
    let isFirst = true;

    const hash = (text, seed) => { // FNV-1a, in two halves, so that two looks do not meet in one number
        let one = 2166136261 ^ seed, other = 2654435769 ^ (seed / 2 ** 21);
        for (let i = 0; i < text.length; i++) {
            one = Math.imul(one ^ text.charCodeAt(i), 16777619);
            other = Math.imul(other ^ text.charCodeAt(i), 2246822519);
        }
        return (one >>> 0) + (other >>> 11) * 2 ** 32;
    };
    const lookOf = looks => element => { // in a number: what it is and looks like, and all around it
        if (element === null) return 0;
        if (!looks.has(element)) {
            const style = getComputedStyle(element);
            const own = [element.localName, element.className, ...LOOKS.map(name => style[name])].join();
            looks.set(element, hash(own, lookOf(looks)(element.parentElement)));
        }
        return looks.get(element);
    };
    const hasWords = element =>
        element.matches('input, select, textarea')
        || [...element.childNodes].some(node => node.nodeType === Node.TEXT_NODE && node.data.trim());

    const wrong = async (context, runOnly, without = []) => {
        const rules = Object.fromEntries(without.map(rule => [rule, {enabled: false}]));
        const {violations} = await axe.run(context, {runOnly, rules, resultTypes: ['violations'], preload: false});
        return violations.map(one => `${one.id}: ${one.nodes[0].html.slice(0, 160)}`);
    };
    return async ({known, isLaidOutAnew}) => {
        const shown = [...document.body.querySelectorAll('*')].filter(
            element => element.checkVisibility({visibilityProperty: true}));
        const faults = [];
        if (isFirst) {
            faults.push(...await wrong(document, {type: 'tag', values: TAGS}, OF_COLOURS));
        } else {
            const onlyHere = shown.filter(element => !shownBefore.has(element));
            if (onlyHere.length) {
                faults.push(...await wrong({include: onlyHere}, {type: 'tag', values: TAGS}, [...OF_COLOURS, ...OF_PLACES]));
            }
            if (isLaidOutAnew) faults.push(...await wrong(document, {type: 'rule', values: OF_PLACES}));
        }
        isFirst = false;
        shown.forEach(element => shownBefore.add(element));

        const examined = new Set(known), look = lookOf(new Map()), fresh = [];
        for (const element of shown.filter(hasWords)) {
            if (!examined.has(look(element))) fresh.push(element);
            examined.add(look(element));
        }
        if (fresh.length) faults.push(...await wrong({include: fresh}, {type: 'rule', values: OF_COLOURS}));
        return {faults, examined: [...examined].slice(known.length)};
    };
})();
