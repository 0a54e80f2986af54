// examine(): what axe finds wrong with a page as it is shown now, after it was perhaps shown otherwise before.
//
// Everything is examined once. What is written in a page is the same however it is shown, so another mode has only what
// it shows and others do not; a page that is laid out anew has its sizes and places. Colours are dear, more than half of
// the time, and most texts look just like one before: of the texts that look alike, on this page and on those before, with
// what is painted behind them, one is examined. Which looks were is told, for the next page.
window.examine = (() => {
    const TAGS = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
    const OF_COLOURS = ['color-contrast', 'link-in-text-block'];
    const OF_PLACES = ['target-size', 'scrollable-region-focusable'];
    const OWN = ['color', 'fontSize', 'fontWeight', 'textDecorationLine', 'textShadow'];
    const BEHIND = ['backgroundColor', 'backgroundImage', 'opacity', 'position', 'mixBlendMode', 'filter'];
    const NOTHING = ['rgba(0, 0, 0, 0)', 'none', '1', 'static', 'normal', 'none'].join();
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
    const valuesOf = (element, names) => {
        const style = getComputedStyle(element);
        return names.map(name => style[name]).join();
    };
    const lookOf = known => { // in a number: a text, its colours, and what is painted behind it
        const behind = element => {
            if (element === null) return 0;
            if (!known.has(element)) {
                const own = valuesOf(element, BEHIND), further = behind(element.parentElement);
                known.set(element, own === NOTHING ? further : hash(own, further));
            }
            return known.get(element);
        };
        return element => {
            const around = element.parentElement; // which a link in its text has to differ from
            const own = [element.localName, valuesOf(element, OWN), around.localName, getComputedStyle(around).color];
            return hash(own.join(), behind(element));
        };
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

        const examined = new Set(known), lookOfOne = lookOf(new Map()), fresh = [];
        for (const element of shown.filter(hasWords)) {
            const look = lookOfOne(element);
            if (!examined.has(look)) fresh.push(element);
            examined.add(look);
        }
        if (fresh.length) faults.push(...await wrong({include: fresh}, {type: 'rule', values: OF_COLOURS}));
        return {faults, examined: [...examined].slice(known.length)};
    };
})();
