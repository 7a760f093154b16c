/* :name=Check terms with termbase :description=Lets a termbase server check the translated segments of the project
 *
 * OmegaT 3.6 and later: copy it into the scripts folder (Tools > Scripting) and run it; or without a screen:
 *
 *     omegat PROJECT --mode=console-translate --no-team --script=/full/path/termbase_check.groovy
 *
 * TERMBASE_URL is the server (http://127.0.0.1:8001 unless set), TERMBASE_TOKEN a token where it is private.
 * A line for each warning: the number of the segment, the rule, the words, what to write, the message.
 */
import groovy.json.JsonSlurper

// Without a window there is no console, but an event for each thing that happens to the project.
def say = { line -> binding.hasVariable('console') ? console.println(line) : println(line) }
def event = binding.variables.get('eventType')
if (event != null && event.toString() != 'LOAD') {
    return
}
def base = (System.getenv('TERMBASE_URL') ?: 'http://127.0.0.1:8001').replaceAll('/+$', '')
def token = System.getenv('TERMBASE_TOKEN')
def properties = project.projectProperties

def check = { Map form ->
    def connection = new URL(base + '/-/termbase/languagetool/v2/check').openConnection()
    if (token) {
        connection.setRequestProperty('Authorization', 'Bearer ' + token)
    }
    connection.doOutput = true
    def body = form.collect { name, value -> name + '=' + URLEncoder.encode(value, 'UTF-8') }.join('&')
    connection.outputStream.withWriter('UTF-8') { it.write(body) }
    if (connection.responseCode != 200) {
        throw new IOException('termbase answers ' + connection.responseCode + ': ' + connection.errorStream?.getText('UTF-8'))
    }
    new JsonSlurper().parseText(connection.inputStream.getText('UTF-8')).matches
}

def warnings = 0
project.allEntries.each { entry ->
    def translation = project.getTranslationInfo(entry)?.translation
    if (!translation) {
        return
    }
    def matches = check(
        text: translation, language: properties.targetLanguage.toString(),
        srctext: entry.srcText, motherTongue: properties.sourceLanguage.toString())
    matches.each { match ->
        def words = translation.substring(match.offset, match.offset + match.length)
        def instead = match.replacements.collect { it.value }.join(', ')
        say(['#' + entry.entryNum(), match.rule.id, words, instead, match.message].join('\t'))
        warnings += 1
    }
}
say('termbase: ' + warnings + ' warnings')
