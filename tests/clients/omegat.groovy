// What OmegaT itself makes of a project: entries of the glossaries, those that it shows beside each segment, memories.
// Each is a line of JSON behind a mark, since OmegaT prints other things too.
import groovy.json.JsonOutput
import org.omegat.gui.glossary.*

if (eventType.toString() != 'LOAD') {
    return
}
def say = { record -> println('TERMBASE ' + JsonOutput.toJson(record)) }
def told = { entry -> [source: entry.srcText, targets: entry.getLocTerms(false) as List, comments: entry.comments as List] }

// The choice of a reader is that of GlossaryManager.loadGlossaryFile, which wants a window.
def read = { File file ->
    def name = file.name.toLowerCase()
    name.endsWith('.tbx') ? GlossaryReaderTBX.read(file, false) :
    name.endsWith('.csv') ? GlossaryReaderCSV.read(file, false) :
    name =~ /\.(tab|txt|utf8)$/ ? GlossaryReaderTSV.read(file, false) : []
}
def entries = []
new File(project.projectProperties.glossaryRoot).listFiles().sort().each { file ->
    def found = read(file)
    found.each { say([kind: 'glossary', file: file.name] + told(it)) }
    entries.addAll(found)
}

class Given extends GlossaryManager {
    List given
    Given(pane, List entries) { super(pane); given = entries }
    List<GlossaryEntry> getGlossaryEntries(String text) { given }
}
def field = sun.misc.Unsafe.getDeclaredField('theUnsafe')
field.accessible = true
def pane = field.get(null).allocateInstance(GlossaryTextArea)  // a pane without a screen: only its field is asked
def current = org.omegat.gui.common.EntryInfoThreadPane.getDeclaredField('currentlyProcessedEntry')
current.accessible = true
def search = FindGlossaryThread.declaredMethods.find { it.name == 'search' && it.returnType == List }
search.accessible = true
project.allEntries.each { entry ->
    current.set(pane, entry)
    def shown = search.invoke(new FindGlossaryThread(pane, entry, new Given(pane, entries)))
    shown.each { say([kind: 'shown', segment: entry.entryNum()] + told(it)) }
    def translation = project.getTranslationInfo(entry)?.translation
    say([kind: 'segment', segment: entry.entryNum(), source: entry.srcText, target: translation])
}
project.transMemories.each { name, memory ->
    memory.entries.each { say([kind: 'memory', file: new File(name).name, source: it.source, target: it.translation]) }
}
