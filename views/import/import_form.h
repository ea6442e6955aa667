// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QMap>
#include <QStringList>
#include <QVariantMap>
#include <QWidget>

#include "views/state/import_preview.h"

class QComboBox;
class QLineEdit;

namespace phi1 {

class ActionButton;
class FlowLayout;
class FormField;
class TextLabel;

/// What is imported into which corpus, and which field of a record becomes what.
class ImportForm final : public QWidget
{
    Q_OBJECT
public:
    explicit ImportForm(QWidget *parent = nullptr);

    ImportPlan plan() const;
    QString corpus() const;
    void setCorpora(const QStringList &names); ///< that there are
    void setCorpus(const QString &name);
    void addInputs(const QStringList &paths);
    void removeInput(const QString &path);
    /// Names to complete, and beside each rule what the first record gives.
    void show(const ImportPreview &preview);
    using QWidget::show;

    QVariantMap state() const;
    void restore(const QVariantMap &state);

signals:
    void planChanged();
    void corpusChanged(const QString &name);

private:
    FormField *addField(const QString &key, const QString &label, bool constant);
    void chooseFiles();
    void chooseFolder();
    void rebuildInputs();

    QStringList m_inputs;
    QWidget *m_chips;
    FlowLayout *m_flow;
    TextLabel *m_hint;
    QComboBox *m_corpus;
    QLineEdit *m_extensions;
    QMap<QString, QLineEdit *> m_rules, m_constants;
    QMap<QString, FormField *> m_fields; ///< of the rules
    QStringList m_ruleOrder, m_constantOrder;
};

} // namespace phi1
