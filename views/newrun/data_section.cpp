// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/newrun/data_section.h"

#include <QDir>
#include <QFileDialog>
#include <QHBoxLayout>
#include <QLineEdit>
#include <QMenu>
#include <QVBoxLayout>

#include "core/runs/field_text.h"
#include "views/format/number_text.h"
#include "views/newrun/key_field.h"
#include "views/newrun/run_composer.h"
#include "views/newrun/run_forecast.h"
#include "views/newrun/wide_row.h"
#include "views/theme/theme.h"
#include "views/widgets/action_button.h"
#include "views/widgets/chip.h"
#include "views/widgets/flow_layout.h"
#include "views/widgets/form_field.h"
#include "views/widgets/text_label.h"

namespace phi1 {

using namespace Qt::StringLiterals;

namespace {

QString keyOf(bool train)
{
    return train ? u"data.train"_s : u"data.validation"_s;
}

QString shareText(double weight)
{
    return QString::number(weight, 'g', 4);
}

} // namespace

QString sourceName(const std::string &path)
{
    const QString text = QString::fromStdString(path);
    if (text.startsWith("builtin:"_L1))
        return text.mid(8);
    return QDir(text).dirName();
}

DataSection::DataSection(RunComposer &composer, QString workspace, QWidget *parent)
    : QWidget(parent)
    , m_composer(composer)
    , m_workspace(std::move(workspace))
    , m_layout(new QVBoxLayout(this))
{
    m_layout->setContentsMargins(0, 0, 0, 0);
    for (const Which which : {Which::Train, Which::Validation}) {
        const int index = static_cast<int>(which);
        m_chips[index] = new QWidget;
        m_flows[index] = new FlowLayout(m_chips[index]);
        m_flows[index]->setContentsMargins(0, 0, 0, 0);
        m_add[index] = new ActionButton(which == Which::Train ? tr("Add") : tr("Use other text"),
                                        u"plus"_s, ActionButton::Role::Flat);
        m_add[index]->setSmall(true);
        m_add[index]->setAccessibleName(which == Which::Train ? tr("Add training text")
                                                              : tr("Validate on other text"));
        connect(m_add[index], &QPushButton::clicked, this, [this, which, index] {
            QMenu menu(this);
            fillMenu(&menu, which);
            menu.exec(m_add[index]->mapToGlobal(QPoint(0, m_add[index]->height())));
        });
    }
    m_trainRow = new WideRow(tr("Training text"), m_chips[0], this);
    m_layout->addWidget(m_trainRow);
    m_passages = KeyField::entry(composer, u"data.passages"_s, tr("Textbook passages"), this);
    m_exercises = KeyField::entry(composer, u"data.exercises"_s, tr("Exercises"), this);
    for (KeyField *field : {m_passages, m_exercises}) {
        m_layout->addWidget(field->row());
        connect(field, &KeyField::restoreRequested, this, &DataSection::restoreRequested);
    }
    auto *held = new QWidget;
    auto *heldLayout = new QHBoxLayout(held);
    heldLayout->setContentsMargins(0, 0, 0, 0);
    m_heldOut = new TextLabel(Theme::Font::Small, Theme::Token::Text2);
    heldLayout->addWidget(m_heldOut);
    heldLayout->addWidget(m_chips[1]);
    heldLayout->addWidget(m_add[1]);
    heldLayout->addStretch(1);
    m_heldOutRow = new WideRow(tr("Held out"), held, this);
    m_layout->addWidget(m_heldOutRow);
    Theme::instance().follow(this, [this, heldLayout] {
        m_layout->setSpacing(Theme::instance().px(5));
        heldLayout->setSpacing(Theme::instance().px(6));
    });
    refresh();
}

QVector<KeyField *> DataSection::fields() const
{
    return {m_passages, m_exercises};
}

QWidget *DataSection::firstEditor() const
{
    return m_add[0];
}

std::vector<DataSource> DataSection::sources(Which which) const
{
    return which == Which::Train ? m_composer.config().data.train
                                 : m_composer.config().data.validation;
}

void DataSection::setSources(Which which, const std::vector<DataSource> &wanted)
{
    const bool train = which == Which::Train;
    if (wanted.empty() && !train) {
        m_composer.unset(keyOf(train));
        return;
    }
    RunConfig config;
    (train ? config.data.train : config.data.validation) = wanted;
    bool plain = true;
    for (const DataSource &source : wanted)
        plain = plain && source.weight == 1.0;
    if (wanted.size() == 1 && plain) {
        m_composer.set(keyOf(train), QString::fromStdString(tomlText(wanted.front().path)));
        return;
    }
    m_composer.set(keyOf(train),
                   QString::fromStdString(fieldText(runField(config, keyOf(train).toStdString()))));
}

void DataSection::fillMenu(QMenu *menu, Which which)
{
    const auto offer = [&](const QString &path, const QString &text) {
        for (const DataSource &source : sources(which)) {
            if (QString::fromStdString(source.path) == path)
                return;
        }
        menu->addAction(text, this, [this, which, path] { addSource(which, path); });
    };
    offer(u"builtin:textbook"_s, tr("Textbook, made by the program"));
    offer(u"builtin:exercises"_s, tr("Exercises, made by the program"));
    offer(u"builtin:exercises-shuffled"_s, tr("Exercises with shuffled bodies, a control"));
    const QDir corpora(m_workspace % "/corpora"_L1);
    const QStringList prepared = corpora.entryList(QDir::Dirs | QDir::NoDotAndDotDot, QDir::Name);
    bool separated = false;
    for (const QString &name : prepared) {
        if (!QFileInfo::exists(corpora.filePath(name % "/manifest.json"_L1)))
            continue;
        if (!std::exchange(separated, true))
            menu->addSeparator();
        offer(corpora.absoluteFilePath(name), name);
    }
    menu->addSeparator();
    menu->addAction(tr("Prepared folder…"), this, [this, which] {
        const QString folder = QFileDialog::getExistingDirectory(
            this, tr("A folder made by phi1 prepare"), m_workspace % "/corpora"_L1);
        if (!folder.isEmpty())
            addSource(which, QDir(folder).absolutePath());
    });
}

void DataSection::addSource(Which which, const QString &path)
{
    std::vector<DataSource> all = sources(which);
    // A new source begins with as much as the others have on the average.
    double weight = 0;
    for (const DataSource &source : all)
        weight += source.weight;
    weight = all.empty() ? 1.0 : weight / static_cast<double>(all.size());
    all.push_back({path.toStdString(), weight});
    setSources(which, all);
}

void DataSection::rebuildChips(Which which)
{
    const int index = static_cast<int>(which);
    FlowLayout *flow = m_flows[index];
    while (flow->count() > 0) {
        QLayoutItem *item = flow->takeAt(0);
        if (item->widget() != m_add[index]) {
            item->widget()->hide();
            item->widget()->deleteLater();
        }
        delete item;
    }
    const std::vector<DataSource> all = sources(which);
    double whole = 0;
    for (const DataSource &source : all)
        whole += source.weight;
    for (const DataSource &source : all) {
        auto *chip = new Chip(sourceName(source.path), true);
        chip->setIconName(u"samples"_s);
        chip->setTall(true);
        chip->setToolTip(QString::fromStdString(source.path));
        if (all.size() > 1 && whole > 0)
            chip->setStrong(shareText(source.weight / whole));
        connect(chip, &Chip::removeRequested, this, [this, which, path = source.path] {
            std::vector<DataSource> left = sources(which);
            std::erase_if(left, [&](const DataSource &s) { return s.path == path; });
            if (left.size() == 1)
                left.front().weight = 1.0;
            setSources(which, left);
        });
        flow->addWidget(chip);
        chip->show();
    }
    if (which == Which::Train)
        flow->addWidget(m_add[index]);
    m_chips[index]->setVisible(which == Which::Train || !all.empty());
    m_chips[index]->updateGeometry();
}

void DataSection::rebuildShares()
{
    const std::vector<DataSource> all = sources(Which::Train);
    const auto wanted = all.size() > 1 ? static_cast<qsizetype>(all.size()) : 0;
    while (m_shares.size() > wanted) {
        FormField *row = m_shares.takeLast();
        row->hide();
        row->deleteLater();
    }
    for (qsizetype i = 0; i < wanted; ++i) {
        const DataSource &source = all[static_cast<std::size_t>(i)];
        if (i >= m_shares.size()) {
            auto *edit = new QLineEdit;
            edit->setProperty("phi1Role", u"small"_s);
            auto *row = new FormField({}, edit, this);
            row->setPaperVisible(false);
            connect(edit, &QLineEdit::textEdited, this, [this, i, row](const QString &text) {
                bool isNumber = false;
                const double weight = text.trimmed().toDouble(&isNumber);
                if (!isNumber || !(weight > 0) || weight > 1e6) {
                    row->setError(
                        tr("the share is %1, expected a number above 0").arg(text.trimmed()));
                    return;
                }
                row->setError({});
                std::vector<DataSource> changed = sources(Which::Train);
                if (static_cast<std::size_t>(i) < changed.size()) {
                    changed[static_cast<std::size_t>(i)].weight = weight;
                    setSources(Which::Train, changed);
                }
            });
            m_layout->insertWidget(m_layout->indexOf(m_trainRow) + 1 + static_cast<int>(i), row);
            m_shares.append(row);
        }
        FormField *row = m_shares[i];
        row->setLabel(tr("Share of %1").arg(sourceName(source.path)));
        auto *edit = static_cast<QLineEdit *>(row->editor());
        edit->setAccessibleName(row->label());
        if (!edit->hasFocus() || edit->text().toDouble() != source.weight) {
            edit->setText(shareText(source.weight));
            row->setError({});
        }
    }
}

void DataSection::refresh()
{
    for (const Which which : {Which::Train, Which::Validation}) {
        const int index = static_cast<int>(which);
        if (m_first || m_shown[index] != sources(which)) {
            m_shown[index] = sources(which);
            rebuildChips(which);
        }
    }
    m_first = false;
    rebuildShares();
    bool textbook = false, exercises = false;
    for (const auto *all : {&m_shown[0], &m_shown[1]}) {
        for (const DataSource &source : *all) {
            textbook = textbook || source.path == "builtin:textbook";
            exercises = exercises || source.path.starts_with("builtin:exercises");
        }
    }
    m_passages->row()->setVisible(textbook);
    m_exercises->row()->setVisible(exercises);
    for (KeyField *field : fields())
        field->refresh();
    m_trainRow->setError(m_composer.error(u"data.train"_s));
    m_heldOutRow->setError(m_composer.error(u"data.validation"_s));
    m_add[1]->setVisible(m_shown[1].empty());
}

void DataSection::show(const RunForecast &forecast)
{
    const TokenPlan &tokens = forecast.tokens;
    QString problem;
    for (const auto *parts : {&tokens.sources, &tokens.validation}) {
        for (const SourcePlan &part : *parts) {
            if (problem.isEmpty() && !part.problem.empty())
                problem = QString::fromStdString(part.problem);
        }
    }
    if (m_composer.error(u"data.train"_s).isEmpty())
        m_trainRow->setError(problem);
    for (qsizetype i = 0; i < m_shares.size(); ++i) {
        const auto at = static_cast<std::size_t>(i);
        if (at >= tokens.sources.size() || !tokens.sources[at].facts)
            continue;
        const SourcePlan &part = tokens.sources[at];
        m_shares[i]->setConsequence(
            tr("%1 tokens, %2 epochs")
                .arg(siNumber(static_cast<double>(part.facts->train.tokens)),
                     significant(part.epochs)));
    }
    for (const SourcePlan &part : tokens.sources) {
        if (!part.facts || !part.facts->estimated)
            continue;
        const QString made =
            approximately(tr("%1 tokens")
                              .arg(siNumber(static_cast<double>(part.facts->train.tokens +
                                                                part.facts->validation.tokens))));
        (part.source == "builtin:textbook" ? m_passages : m_exercises)->row()->setConsequence(made);
    }
    if (!m_shown[1].empty()) {
        m_heldOut->setText(
            tokens.heldOut > 0
                ? tr("%1 tokens of").arg(siNumber(static_cast<double>(tokens.heldOut)))
                : QString());
    } else if (tokens.available == 0) {
        m_heldOut->setText(tr("the validation part of the training text"));
    } else {
        QString text = tr("%1 of the documents, %2 tokens · %3 tokens remain for training")
                           .arg(percent(tokens.heldOutFraction, 0),
                                siNumber(static_cast<double>(tokens.heldOut)),
                                siNumber(static_cast<double>(tokens.available)));
        m_heldOut->setText(tokens.estimated ? approximately(text) : text);
    }
}

} // namespace phi1
